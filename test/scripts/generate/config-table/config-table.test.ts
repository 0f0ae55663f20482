import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { configSchema } from '../../../../lib/config/config-schema';
import { listObjects } from '../../../../lib/config/schema-problems';
import { withConfigTable } from '../../../../scripts/generate/config-table/config-table';

const PAGE = readFileSync(join(__dirname, '../../../../docs/reference/configuration.md'), 'utf8');

describe('the table in docs/reference/configuration.md', () => {
  it('is what the schema says (npm run generate -- config-table)', () => {
    expect(PAGE).toBe(withConfigTable(PAGE));
  });

  it.each(keysIn(configSchema))('describes %s', (_, schema) => {
    expect((schema as z.ZodType).meta()?.description).toEqual(expect.any(String));
  });
});

/** Every key of the configuration with its schema, however deep. */
function keysIn(schema: z.core.$ZodType, at = ''): [string, z.core.$ZodType][] {
  return listObjects(schema).flatMap(({ element, shape = {} }) => [
    ...(element ? keysIn(element, `${at}[]`) : []),
    ...Object.entries(shape).flatMap(([key, inner]): [string, z.core.$ZodType][] => {
      const path = at ? `${at}.${key}` : key;
      return [
        ...(/^(sources\[\]\.throttling|providers)\./.test(path)
          ? []
          : [[path, inner] as [string, z.core.$ZodType]]),
        ...keysIn(inner, path),
      ];
    }),
  ]);
}
