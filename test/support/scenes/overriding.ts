/** The same object with some of its methods replaced; the original stays as it is. */
export function overriding<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const owner = Object.hasOwn(methods, name) ? methods : target;
      const value: unknown = Reflect.get(owner, name);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}

/** The same object, which writes `name.method` into the log at each call. */
export function watched<T extends object>(name: string, target: T, log: string[]): T {
  return new Proxy(target, {
    get(_, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') {
        return value;
      }
      return (...args: unknown[]) => {
        log.push(`${name}.${String(property)}`);
        return value.apply(target, args) as unknown;
      };
    },
  });
}

/** A call that AWS never answers well. */
export async function unavailable(): Promise<never> {
  throw new Error('ServiceUnavailable');
}
