import type * as z from 'zod';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { configSchema } from '../../../lib/config/config-schema';
import { listObjects } from '../../../lib/config/schema-problems';

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly defaultValue?: unknown;
}

const readDefinition = (schema: z.core.$ZodType) => schema._zod.def as unknown as Definition;

const HEADER = '| key | default | meaning |';

/** The page with the table of the configuration that the schema says. @throws Error when it has no such table */
export function withConfigTable(page: string): string {
  const start = page.indexOf(HEADER);
  if (start < 0) {
    throw new Error(`docs/reference/configuration.md: expected a table with the header "${HEADER}".`);
  }
  const end = page.indexOf('\n\n', start);
  return page.slice(0, start) + toPageLinks(configTable().join('\n')) + page.slice(end);
}

/** The schema names pages from the root of the repository; the table stands in docs/reference. */
function toPageLinks(table: string): string {
  return table.replaceAll(/\]\(docs\/([^)]+)\)/g, (_, path: string) =>
    path.startsWith('reference/') ? `](${path.slice('reference/'.length)})` : `](../${path})`,
  );
}

/** One row per key of the configuration, of a group one for all its keys. */
function configTable(): readonly string[] {
  const { sources, providers, ...others } = configSchema.shape;
  const source = Object.entries(findKeys(sources));
  return [
    HEADER,
    '|---|---|---|',
    ...source
      .filter(([key]) => key !== 'options')
      .map(([key, schema]) => row(`\`sources[].${key}\``, schema, key !== 'throttling')),
    ...PROVIDER_IDS.map(optionsRow),
    tableRow('`providers.<id>`', byDefault(providers), describeGroup(providers, providerKeys(providers))),
    ...Object.entries(others).map(([key, schema]) => row(`\`${key}\``, schema, true)),
  ];
}

function row(key: string, schema: z.core.$ZodType, withKeys: boolean): string {
  return tableRow(
    key,
    byDefault(schema),
    describeGroup(schema, withKeys ? Object.entries(findKeys(schema)) : []),
  );
}

function describeGroup(
  schema: z.core.$ZodType,
  keys: readonly (readonly [string, z.core.$ZodType])[],
): string {
  const inner = keys.map(([name, each]) => {
    const value = byDefault(each);
    return `\`${name}\`${value && ` (${value})`}: ${describe(each)}`;
  });
  return [describe(schema), ...inner].filter(Boolean).join('<br>');
}

/** The provider's own schema has the keys and their defaults; docs/reference/providers.md has their meaning. */
function optionsRow(id: string): string {
  const { manifest, optionsSchema } = getProvider(id);
  const keys = Object.entries(findKeys(optionsSchema)).map(([name, schema]) => {
    const inner = Object.keys(findKeys(schema)).map((each) => `\`${each}\``);
    const value = byDefault(schema);
    const more = [...(value ? [value] : []), ...inner].join(', ');
    return `\`${name}\`${more && ` (${more})`}`;
  });
  return tableRow(
    `\`sources[].options\` (${manifest.name})`,
    '',
    `${keys.join(', ')} ([providers](providers.md))`,
  );
}

function tableRow(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
}

function findKeys(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  const [definition] = listObjects(schema).flatMap((each) => (each.shape ? [each.shape] : []));
  const [list] = listObjects(schema).flatMap((each) => (each.element ? [findKeys(each.element)] : []));
  return definition ?? list ?? {};
}

function providerKeys(schema: z.core.$ZodType): readonly (readonly [string, z.core.$ZodType])[] {
  const [first] = Object.values(findKeys(schema));
  return first ? Object.entries(findKeys(first)) : [];
}

const readMeta = (schema: z.core.$ZodType) =>
  (schema as Partial<z.ZodType>).meta?.() as { description?: string; byDefault?: string } | undefined;

function describe(schema: z.core.$ZodType): string {
  return readMeta(schema)?.description ?? '';
}

/** The default in words, or the value; empty where a group's keys have their own. */
function byDefault(schema: z.core.$ZodType): string {
  const words = readMeta(schema)?.byDefault;
  const { defaultValue } = readDefinition(schema);
  if (words !== undefined || defaultValue === undefined || typeof defaultValue === 'object') {
    return words ?? '';
  }
  return typeof defaultValue === 'number' ? defaultValue.toLocaleString('en') : `\`${String(defaultValue)}\``;
}
