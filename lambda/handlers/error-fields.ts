import type { LogFields } from '../usecases/ports';

/** What may be logged of an unexpected error: its name and where it arose. Its message may quote a payload. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) {
    return { error: typeof error };
  }
  return { error: error.name, at: error.stack?.match(/^\s+at (.*)$/m)?.[1] };
}
