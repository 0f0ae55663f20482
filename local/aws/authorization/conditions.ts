import { isObject, type Json } from '../template/json';
import { wildcard } from './wildcard';

/** What is known of a request beside action and resource; a key that is missing is one the request does not have. */
export type Context = Readonly<Record<string, string | undefined>>;

export type Condition = (context: Context) => boolean;

/**
 * The keys whose presence or absence the local run tells rightly. Any other makes the policy unreadable: a condition that nobody
 * evaluates must not pass for one that holds.
 */
const KNOWN_KEYS = [
  /^aws:(SecureTransport|PrincipalArn|PrincipalAccount|SourceArn|SourceAccount)$/i,
  /^s3:TlsVersion$/i,
  /^kms:(ViaService|CallerAccount|EncryptionContext:.+)$/i,
];

type Compare = (expected: string, got: string) => boolean;

const COMPARE: Readonly<Record<string, Compare>> = {
  StringEquals: (expected, got) => got === expected,
  StringEqualsIgnoreCase: (expected, got) => got.toLowerCase() === expected.toLowerCase(),
  StringLike: (expected, got) => wildcard(expected).test(got),
  ArnEquals: (expected, got) => wildcard(expected).test(got),
  ArnLike: (expected, got) => wildcard(expected).test(got),
  Bool: (expected, got) => got.toLowerCase() === expected.toLowerCase(),
  NumericEquals: (expected, got) => Number(got) === Number(expected),
  NumericLessThan: (expected, got) => Number(got) < Number(expected),
  NumericLessThanEquals: (expected, got) => Number(got) <= Number(expected),
  NumericGreaterThan: (expected, got) => Number(got) > Number(expected),
  NumericGreaterThanEquals: (expected, got) => Number(got) >= Number(expected),
};

/** True unless one of the values compares. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * A statement's `Condition` block: every operator and every key of it must hold.
 * @throws Error naming an operator or key that is not known
 */
export function condition(block: Json | undefined, where: string): Condition {
  if (block === undefined) {
    return () => true;
  }
  if (!isObject(block)) {
    throw new Error(`${where}: got a Condition that is no object.`);
  }
  const tests = Object.entries(block).flatMap(([operator, keys]) => {
    if (!isObject(keys)) {
      throw new Error(`${where}: got the condition operator ${operator} without keys.`);
    }
    return Object.entries(keys).map(([key, value]) => test({ operator, key, value }, where));
  });
  return (context) => tests.every((holds) => holds(context));
}

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly value: Json;
}

/** One key under one operator. */
function test({ operator, key, value }: Test, where: string): Condition {
  if (!KNOWN_KEYS.some((known) => known.test(key))) {
    throw new Error(`${where}: condition key ${key} is not known to the local run.`);
  }
  const expected = (Array.isArray(value) ? value : [value]).map(String);
  if (operator === 'Null') {
    return (context) => (valueIn(context, key) === undefined) === (expected[0] === 'true');
  }
  const [, base = '', optional = ''] = /^(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = NEGATED[base];
  const compare = COMPARE[negated ?? base];
  if (!compare) {
    throw new Error(`${where}: condition operator ${operator} is not known to the local run.`);
  }
  // AWS: of a key that is missing, only a negated operator holds.
  const whenMissing = optional !== '' || negated !== undefined;
  return (context) => {
    const got = valueIn(context, key);
    if (got === undefined) {
      return whenMissing;
    }
    return expected.some((each) => compare(each, got)) === (negated === undefined);
  };
}

/** Names of condition keys are not case-sensitive. */
function valueIn(context: Context, key: string): string | undefined {
  const name = key.toLowerCase();
  return Object.entries(context).find(([each]) => each.toLowerCase() === name)?.[1];
}
