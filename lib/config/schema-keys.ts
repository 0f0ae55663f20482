import type { core } from 'zod';

/** As far as we read it; zod and zod/mini share this form: https://zod.dev/packages/core */
interface Definition {
  readonly type: string;
  readonly innerType?: core.$ZodType;
  readonly element?: core.$ZodType;
  readonly shape?: Readonly<Record<string, core.$ZodType>>;
  readonly options?: readonly core.$ZodType[];
}

type Path = readonly PropertyKey[];

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
