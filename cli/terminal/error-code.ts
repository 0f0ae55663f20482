interface Coded {
  readonly name?: string;
  readonly code?: string | number;
  readonly cause?: Coded | undefined;
}

/** The word for what went wrong on the network (`ECONNREFUSED`, `TimeoutError`): fetch hides it in the cause. */
export function errorCode(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as Coded;
  if (typeof code === 'string') {
    return code;
  }
  return cause === undefined ? (name ?? 'no code') : errorCode(cause);
}
