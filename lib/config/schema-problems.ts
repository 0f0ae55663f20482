import type { core } from 'zod';
import { closestName } from '../closest-name';
import { type ConfigProblem, showPath } from './config-error';

type Path = readonly PropertyKey[];

interface Refused {
  readonly issues: readonly core.$ZodIssue[];
  readonly input: unknown;
  readonly schema: core.$ZodType;
  /** @default `input` is the whole configuration */
  readonly prefix?: Path;
  /** Paths of the keys of this name, beside those that `schema` knows. */
  readonly findElsewhere?: (name: string, parent: Path) => readonly string[];
}

/** Translates the issues of zod; one problem per mistake. */
export function toProblems(refused: Refused): ConfigProblem[] {
  const { input, schema, prefix = [], findElsewhere = () => [] } = refused;
  // For an object, report what is wrong inside it instead of "matches none of the alternatives".
  const issues = refused.issues.flatMap((issue): readonly core.$ZodIssue[] => {
    const errors =
      issue.code === 'invalid_union' && typeof valueAt(input, issue.path) === 'object' ? issue.errors : [];
    const inside = errors.find((each) =>
      each.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
    );
    return inside?.map((each) => ({ ...each, path: [...issue.path, ...each.path] })) ?? [issue];
  });
  // Paths of the keys that were misspelt: that they are missing is not a second mistake.
  const meant = new Set<string>();
  const misspelt: ConfigProblem[] = [];
  for (const issue of issues) {
    for (const name of issue.code === 'unrecognized_keys' ? issue.keys : []) {
      const path = [...issue.path, name];
      const keys = listKeys(schema, issue.path);
      const closest = closestName(name, keys);
      const [elsewhere] = [...findElsewhere(name, issue.path), ...findKeys(name, schema)];
      if (closest !== undefined) {
        meant.add(showPath([...issue.path, closest]));
      }
      misspelt.push({
        key: showPath([...prefix, ...path]),
        got: valueAt(input, path),
        expected: closest === undefined ? `one of the keys ${keys.join(', ')}` : 'no key of this name',
        remedy: suggest(closest ?? elsewhere),
      });
    }
  }
  const others = issues.flatMap((issue): ConfigProblem[] => {
    const got = valueAt(input, issue.path);
    if (issue.code === 'unrecognized_keys' || (got === undefined && meant.has(showPath(issue.path)))) {
      return [];
    }
    const names = issue.code === 'invalid_value' ? issue.values.map(String) : [];
    const closest = typeof got === 'string' ? closestName(got, names) : undefined;
    const remedy = suggest(closest && `'${closest}'`);
    return [{ key: showPath([...prefix, ...issue.path]), got, expected: toExpected(issue), remedy }];
  });
  return [...misspelt, ...others];
}

function suggest(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean ${name}?`;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
/** Beginnings of zod's own messages. The schema's messages say what is expected. */
const ZODS_OWN = /^(Invalid|Too|Unrecognized)\b/;

function toExpected(issue: core.$ZodIssue): string {
  if (!ZODS_OWN.test(issue.message)) {
    return issue.message.replace(/^expected /, '');
  }
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length > 1 ? `one of ${issue.values.join(', ')}` : String(issue.values[0]);
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    default:
      return 'another value';
  }
}

/** As far as we read it; zod and zod/mini share this form: https://zod.dev/packages/core */
interface Definition {
  readonly type: string;
  readonly innerType?: core.$ZodType;
  readonly element?: core.$ZodType;
  readonly shape?: Readonly<Record<string, core.$ZodType>>;
  readonly options?: readonly core.$ZodType[];
}

/** The keys that the object at a path of a schema may have; none where there is no object. */
function listKeys(schema: core.$ZodType, path: Path): readonly string[] {
  const [next, ...rest] = path;
  return listObjects(schema).flatMap(({ element, shape = {} }) => {
    if (next === undefined) {
      return Object.keys(shape);
    }
    const inner = typeof next === 'number' ? element : Object.hasOwn(shape, next) && shape[String(next)];
    return inner ? listKeys(inner, rest) : [];
  });
}

/** The paths of the keys of this name, however deep: `retention.logDays`. An entry of a list is written `[]`. */
export function findKeys(name: string, schema: core.$ZodType, at = ''): readonly string[] {
  return listObjects(schema).flatMap(({ element, shape = {} }) => [
    ...(element ? findKeys(name, element, `${at}[]`) : []),
    ...Object.entries(shape).flatMap(([key, inner]) => {
      const path = at ? `${at}.${key}` : key;
      return [...(key.toLowerCase() === name.toLowerCase() ? [path] : []), ...findKeys(name, inner, path)];
    }),
  ]);
}

/** The objects and lists of a schema, without the wrappers for defaults and alternatives. */
export function listObjects(schema: core.$ZodType): readonly Definition[] {
  const definition = schema._zod.def as unknown as Definition;
  if (definition.innerType) {
    return listObjects(definition.innerType);
  }
  return definition.options ? definition.options.flatMap(listObjects) : [definition];
}
