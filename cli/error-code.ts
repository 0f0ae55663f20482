/** The word for what went wrong on the network (`ECONNREFUSED`, `TimeoutError`): fetch hides it in the cause. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  const { code } = error as NodeJS.ErrnoException;
  return code ?? (error.cause instanceof Error ? errorCode(error.cause) : error.name);
}
