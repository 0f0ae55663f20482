import type { core } from 'zod';
import { closestName } from '../closest-name';
import { type ConfigProblem, showPath } from './config-error';

type Path = readonly PropertyKey[];

export interface Refused {
  readonly issues: readonly core.$ZodIssue[];
  readonly input: unknown;
  readonly schema: core.$ZodType;
  /** @default `input` is the whole configuration */
  readonly prefix?: Path;
  /** Where a key of this name would be right, beside the places that `schema` knows. */
  readonly placesElsewhere?: (name: string, parent: Path) => readonly string[];
}

/** What zod found, as a person would say it; one problem for one mistake. */
export function problemsOf(refused: Refused): ConfigProblem[] {
  const issues = refused.issues.flatMap((issue) => withinUnion(issue, refused.input));
  const misspelt = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey([...issue.path, key], refused))
      : [],
  );
  const meant = new Set(misspelt.map(({ meant }) => meant));
  const others = issues
    .filter(({ code }) => code !== 'unrecognized_keys')
    .filter(({ path }) => valueAt(refused.input, path) !== undefined || !meant.has(showPath(path)))
    .map((issue) => wrongValue(issue, refused));
  return [...misspelt.map(({ problem }) => problem), ...others];
}

/** Of alternatives one takes objects: what is wrong inside the object says more than that it is none of them. */
function withinUnion(issue: core.$ZodIssue, input: unknown): core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || typeof valueAt(input, issue.path) !== 'object') {
    return [issue];
  }
  const inside = issue.errors.find((errors) =>
    errors.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  return inside?.map((each) => ({ ...each, path: [...issue.path, ...each.path] })) ?? [issue];
}

/** A key there is not, and the path of the one that was probably meant. */
function unknownKey(
  path: Path,
  { input, schema, prefix = [], placesElsewhere = () => [] }: Refused,
): { readonly problem: ConfigProblem; readonly meant: string | undefined } {
  const name = String(path.at(-1));
  const parent = path.slice(0, -1);
  const keys = keysAt(schema, parent);
  const closest = closestName(name, keys);
  const [elsewhere] = [...placesElsewhere(name, parent), ...placesOf(name, schema)];
  const suggestion = closest ?? elsewhere;
  return {
    problem: {
      key: showPath([...prefix, ...path]),
      got: valueAt(input, path),
      expected: closest === undefined ? `one of the keys ${keys.join(', ')}` : 'no key of this name',
      remedy: suggestion === undefined ? undefined : `Did you mean ${suggestion}?`,
    },
    meant: closest === undefined ? undefined : showPath([...parent, closest]),
  };
}

function wrongValue(issue: core.$ZodIssue, { input, prefix = [] }: Refused): ConfigProblem {
  const got = valueAt(input, issue.path);
  const names = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const closest = typeof got === 'string' ? closestName(got, names) : undefined;
  return {
    key: showPath([...prefix, ...issue.path]),
    got,
    expected: expectedBy(issue),
    remedy: closest === undefined ? undefined : `Did you mean '${closest}'?`,
  };
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
/** What zod's own messages begin with; ours say what is expected. */
const ZODS_OWN = /^(Invalid|Too|Unrecognized)\b/;

function expectedBy(issue: core.$ZodIssue): string {
  if (!ZODS_OWN.test(issue.message)) {
    return issue.message.replace(/^expected /, '');
  }
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length > 1 ? `one of ${issue.values.join(', ')}` : String(issue.values[0]);
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return 'another value';
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
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
export function keysAt(schema: core.$ZodType, path: Path): readonly string[] {
  const [next, ...rest] = path;
  return objectsIn(schema).flatMap(({ element, shape = {} }) => {
    if (next === undefined) {
      return Object.keys(shape);
    }
    const inner = typeof next === 'number' ? element : Object.hasOwn(shape, next) && shape[String(next)];
    return inner ? keysAt(inner, rest) : [];
  });
}

/** Where keys of this name are, however deep: `retention.logDays`. An entry of a list is written `[]`. */
export function placesOf(name: string, schema: core.$ZodType, at = ''): readonly string[] {
  return objectsIn(schema).flatMap(({ element, shape = {} }) => [
    ...(element ? placesOf(name, element, `${at}[]`) : []),
    ...Object.entries(shape).flatMap(([key, inner]) => {
      const place = at ? `${at}.${key}` : key;
      return [...(key.toLowerCase() === name.toLowerCase() ? [place] : []), ...placesOf(name, inner, place)];
    }),
  ]);
}

/** The objects and lists that a schema stands for, without its defaults and alternatives. */
export function objectsIn(schema: core.$ZodType): readonly Definition[] {
  const definition = schema._zod.def as unknown as Definition;
  if (definition.innerType) {
    return objectsIn(definition.innerType);
  }
  return definition.options ? definition.options.flatMap(objectsIn) : [definition];
}
