/** What may be said of an unexpected error in a log line or a record: its name. Its message may quote a payload. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
