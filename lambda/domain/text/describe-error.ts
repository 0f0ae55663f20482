import { InvalidRecordError } from '../record/event-record';

/** The name of an unexpected error, for texts and records. Its message may quote a payload, so it is never shown. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** What a log line may say about an unexpected error: its name, and where it was thrown. */
export function errorFields(error: unknown): Readonly<Record<string, string | undefined>> {
  const at = error instanceof Error ? error.stack?.match(/^\s+at (.*)$/m)?.[1] : undefined;
  const invalid = error instanceof InvalidRecordError ? { problem: error.message } : {};
  return { error: errorName(error), at, ...invalid };
}
