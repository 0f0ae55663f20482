import type { core } from 'zod';
import { getProvider } from '../../../lambda/providers/registry';
import { ConfigError, showPath } from '../../../lib/config/config-error';
import type { ConfigInput } from '../../../lib/config/config-schema';
import { configSchema } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';
import { listObjects } from '../../../lib/config/schema-problems';

const LIMAI = { id: 'limai', provider: 'limai' };
const EXTEND = { id: 'extend', provider: 'extend' };

describe('every key of the configuration', () => {
  const paths = [
    ...pathsIn(configSchema, []),
    ...(['limai', 'extend'] as const).flatMap((id) =>
      pathsIn(getProvider(id).optionsSchema, ['sources', id === 'limai' ? 0 : 1, 'options']),
    ),
  ];
  const wrong = [null, true, 7.5, -1, Number.NaN, 'x y!', '', [], [{}], { zzz: 1 }, () => 1];

  it('is known to the test', () => {
    expect(paths.length).toBeGreaterThan(60);
  });

  it.each(paths.map((path) => ({ path, name: showPath(path) })))(
    'says of a wrong $name what is expected, in words of its own and on one line',
    ({ path }) => {
      const refused = wrong.flatMap((value) => {
        try {
          parseConfig(withValue({ sources: [LIMAI, EXTEND] }, path, value) as ConfigInput);
          return [];
        } catch (error) {
          return [error];
        }
      });
      expect(refused.length).toBeGreaterThan(2);
      for (const error of refused) {
        expect(error).toBeInstanceOf(ConfigError);
        const { problems, message } = error as ConfigError;
        expect(
          problems.filter(({ expected }) => /Invalid|Too |received|another value/.test(expected)),
        ).toEqual([]);
        expect(message.split('\n')).toHaveLength(problems.length + 2);
        expect(problems.some(({ key }) => key.startsWith(showPath(path)))).toBe(true);
      }
    },
  );
});

type Path = readonly (string | number)[];

/** Every place of a schema; of a list its first entry. */
function pathsIn(schema: core.$ZodType, at: Path): Path[] {
  return listObjects(schema).flatMap(({ element, shape = {} }) => [
    ...(element ? pathsIn(element, [...at, 0]) : []),
    ...Object.entries(shape).flatMap(([key, inner]) => [[...at, key], ...pathsIn(inner, [...at, key])]),
  ]);
}

/** A copy with this value at the path; lists and objects on the way are made. */
function withValue(whole: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) {
    return value;
  }
  if (typeof first === 'number') {
    return (whole as unknown[]).map((entry, index) =>
      index === first ? withValue(entry, rest, value) : entry,
    );
  }
  const object = (whole ?? {}) as Readonly<Record<string, unknown>>;
  return { ...object, [first]: withValue(object[first], rest, value) };
}
