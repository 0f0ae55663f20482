import * as z from 'zod/mini';

/** An environment variable that holds JSON of the given shape. */
export function jsonEnv<T extends z.ZodMiniType>(shape: T) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.issues.push({ code: 'custom', message: 'expected JSON', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    shape,
  );
}
