import { type Duration, Token } from 'aws-cdk-lib';
import { closestName } from '../closest-name';
import type { ConfigProblem } from '../config/config-error';
import { listRows, type PropTable } from './prop-table';

/** What props say, under the keys of the configuration. */
export interface ReadValues {
  readonly values: Record<string, unknown>;
  readonly problems: readonly ConfigProblem[];
  /** Key → its duration as it was given: `90 minutes`. */
  readonly durations: ReadonlyMap<string, string>;
}

/** Reads the props of a table. @param at the props in a message, such as `sources[0]` */
export function readValues(props: object, table: PropTable<object>, at = ''): ReadValues {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = findUnknown(props, Object.keys(table), at);
  const durations = new Map<string, string>();
  for (const [prop, { key, unit }] of listRows(table)) {
    const got = (props as Readonly<Record<string, unknown>>)[prop];
    const path = at ? `${at}.${prop}` : prop;
    if (got === undefined) {
      continue;
    }
    if (holdsToken(got)) {
      problems.push(refuseToken(path));
    } else if (unit === undefined) {
      put(values, key, got);
    } else if (isDuration(got)) {
      durations.set(key, got.toHumanString());
      put(values, key, toUnit(got, unit));
    } else {
      problems.push({ key: path, got, expected: `a Duration, such as Duration.${unit}(…)` });
    }
  }
  return { values, problems, durations };
}

export function refuseToken(key: string): ConfigProblem {
  return {
    key,
    got: undefined,
    gotInWords: 'a CDK token',
    expected: 'a literal value',
    remedy: 'It is checked and used at synth, before CloudFormation knows the value of a token.',
  };
}

/** JavaScript has no compiler that refuses a misspelt prop. */
function findUnknown(props: object, known: readonly string[], at: string): ConfigProblem[] {
  const entries = Object.entries(props).filter(([name, got]) => got !== undefined && !known.includes(name));
  return entries.map(([name]) => {
    const closest = closestName(name, known);
    return {
      key: at ? `${at}.${name}` : name,
      got: undefined,
      gotInWords: 'a prop of this name',
      expected: closest === undefined ? `one of the props ${known.join(', ')}` : 'no prop of this name',
      ...(closest !== undefined && { remedy: `Did you mean ${closest}?` }),
    };
  });
}

function toUnit(duration: Duration, unit: 'seconds' | 'minutes' | 'hours' | 'days'): number {
  const fraction = { integral: false };
  switch (unit) {
    case 'seconds':
      return duration.toSeconds(fraction);
    case 'minutes':
      return duration.toMinutes(fraction);
    case 'hours':
      return duration.toHours(fraction);
    case 'days':
      return duration.toDays(fraction);
  }
}

/** Not by its class: an app may have a second copy of the CDK. */
function isDuration(value: unknown): value is Duration {
  return value instanceof Object && 'toSeconds' in value && 'isUnresolved' in value;
}

function holdsToken(value: unknown): boolean {
  return isDuration(value)
    ? value.isUnresolved()
    : Token.isUnresolved(value) || (Array.isArray(value) && value.some((each) => Token.isUnresolved(each)));
}

/** Puts a value at a dotted path. */
export function put(values: Record<string, unknown>, key: string, value: unknown): void {
  const [first = '', ...rest] = key.split('.');
  if (rest.length === 0) {
    values[first] = value;
    return;
  }
  const inner = (values[first] ?? {}) as Record<string, unknown>;
  values[first] = inner;
  put(inner, rest.join('.'), value);
}
