import { asList, isObject, type Json, type JsonObject } from './json';

/** What the values of a template can point at. */
export interface Scope {
  /** @throws Error when there is no such resource or parameter */
  ref(name: string): Json | typeof NO_VALUE;
  /** @throws Error when the resource has no such attribute */
  attribute(logicalId: string, name: string): Json;
  condition(name: string): boolean;
}

/** `AWS::NoValue`: the property is as if it were not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Resolved = Json | typeof NO_VALUE;
type Intrinsic = (argument: Json, resolver: Resolver) => Resolved;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, { scope }) => scope.ref(String(name)),
  Condition: (name, { scope }) => scope.condition(String(name)),
  'Fn::GetAtt': getAttribute,
  'Fn::Join': (argument, resolver) => {
    const [separator, parts] = resolver.list(argument);
    return asList(parts).map(String).join(String(separator));
  },
  'Fn::Select': (argument, resolver) => {
    const [index, items] = resolver.list(argument);
    return asList(items)[Number(index)] ?? resolver.fail(`Fn::Select finds nothing at ${index}`);
  },
  'Fn::Split': (argument, resolver) => {
    const [separator, text] = resolver.list(argument);
    return String(text).split(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::If': (argument, resolver) => {
    const [name, whenTrue = null, whenFalse = null] = asList(argument);
    return resolver.resolve(resolver.scope.condition(String(name)) ? whenTrue : whenFalse);
  },
  'Fn::Equals': (argument, resolver) => {
    const [left, right] = resolver.list(argument);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, resolver) => resolver.list(argument).every((value) => value === true),
  'Fn::Or': (argument, resolver) => resolver.list(argument).some((value) => value === true),
  'Fn::Not': (argument, resolver) => resolver.list(argument)[0] !== true,
};

/** The intrinsics the local run knows. */
export const KNOWN_INTRINSICS: readonly string[] = Object.keys(INTRINSICS);

/**
 * The value with every intrinsic replaced by what it stands for.
 * @param where whose value it is, for messages: a logical id or an output's name
 * @throws Error naming an intrinsic it does not know, where it stands, and those it knows
 */
export function resolveIntrinsics(value: Json, scope: Scope, where: string): Json {
  const resolved = new Resolver(scope, where).resolve(value);
  return resolved === NO_VALUE ? null : resolved;
}

class Resolver {
  constructor(
    readonly scope: Scope,
    private readonly where: string,
  ) {}

  resolve(value: Json): Resolved {
    if (Array.isArray(value)) {
      return this.list(value);
    }
    if (typeof value === 'string' && value.startsWith('{{resolve:')) {
      return this.fail(`dynamic reference ${value} is not known`);
    }
    if (!isObject(value)) {
      return value;
    }
    const [entry, ...others] = Object.entries(value);
    return entry && others.length === 0 && isIntrinsic(entry)
      ? this.#intrinsic(entry[0], entry[1])
      : this.#object(value);
  }

  /** The elements resolved; those without a value are gone. */
  list(value: Json): readonly Json[] {
    return asList(value).flatMap((item) => {
      const resolved = this.resolve(item);
      return resolved === NO_VALUE ? [] : [resolved];
    });
  }

  fail(problem: string): never {
    throw new Error(`Template, at ${this.where}: ${problem}.`);
  }

  #intrinsic(name: string, argument: Json): Resolved {
    const intrinsic = INTRINSICS[name];
    return intrinsic
      ? intrinsic(argument, this)
      : this.fail(`intrinsic ${name} is not known to the local run; known: ${KNOWN_INTRINSICS.join(', ')}`);
  }

  #object(value: JsonObject): JsonObject {
    const entries = Object.entries(value).map(([name, item]) => [name, this.resolve(item)] as const);
    return Object.fromEntries(
      entries.filter((entry): entry is readonly [string, Json] => entry[1] !== NO_VALUE),
    );
  }
}

/** In a policy statement `Condition` is an object; the intrinsic of that name holds a text. */
function isIntrinsic([name, argument]: readonly [string, Json]): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}

function getAttribute(argument: Json, resolver: Resolver): Json {
  const [logicalId = '', ...path] =
    typeof argument === 'string' ? argument.split('.') : resolver.list(argument).map(String);
  return resolver.scope.attribute(logicalId, path.join('.'));
}

/** `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, own variables, and `${!Literal}`. */
function substitute(argument: Json, resolver: Resolver): Json {
  const [text, own] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument];
  const variables = isObject(own) ? own : {};
  return String(text).replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name.startsWith('!')) {
      return `\${${name.slice(1)}}`;
    }
    const variable = variables[name];
    const value =
      variable === undefined
        ? name.includes('.')
          ? getAttribute(name, resolver)
          : resolver.scope.ref(name)
        : resolver.resolve(variable);
    return value === NO_VALUE ? resolver.fail(`${whole} has no value`) : String(value);
  });
}
