import { isFinal } from '../domain/lifecycle/lifecycle';
import { openedAt } from '../domain/lifecycle/retry-policy';
import type { MetricName } from '../domain/metrics';
import { ProviderError } from '../domain/provider/error-kinds';
import { type EventRecord, InvalidRecordError } from '../domain/record/event-record';
import { parseSource } from '../domain/record/keys';
import type { Clock, LogFields, Telemetry } from './ports';

/** An id may have thousands of characters; this many tell events apart. */
const MAX_LOGGED_ID = 128;

/** What names an event in a log line. Its id is the provider's: known only once a signature was found valid. */
export function eventFields({ source, eventId }: Pick<EventRecord, 'source' | 'eventId'>): LogFields {
  return { source, eventId: shortenId(eventId) };
}

/** An id as a log line has it. */
export function shortenId(id: string): string {
  const shown = id.length > MAX_LOGGED_ID ? `${id.slice(0, MAX_LOGGED_ID)}…` : id;
  return shown.toWellFormed();
}

/** The same where only the record's key is known. */
export function keyFields(pk: string): LogFields {
  const source = parseSource(pk);
  return eventFields({ source, eventId: pk.slice(source === '' ? 0 : source.length + 1) });
}

/** The outcomes that end an event's way to its result. */
const RESULTS: ReadonlySet<MetricName> = new Set(['Stored', 'ResultShared', 'ExtractionFailed']);

/**
 * Emits `OpenEventAge` while an event is open, and `TimeToResult` once it has a result or the provider's word that there is none.
 * Every open event is touched within hours, so the maximum of `OpenEventAge` is the oldest event; no query is needed. What was given
 * up, archived, or returned from a replay with nothing is measured by neither.
 */
export function measureAge(
  record: EventRecord,
  { clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry },
  outcome?: MetricName,
): void {
  const isResult = outcome !== undefined && RESULTS.has(outcome);
  if (isFinal(record.status) && !isResult) {
    return;
  }
  const seconds = Math.max(0, clock.now() - openedAt(record)) / 1000;
  const name = isFinal(record.status) ? 'TimeToResult' : 'OpenEventAge';
  telemetry.measure(name, seconds, { provider: record.provider });
}

/** The name of an unexpected error, for texts and records. Its message may quote a payload, so it is never shown. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** What a log line may say about an unexpected error: of a bug of ours also the place in the code, since no other trace of it is written. */
export function errorFields(error: unknown): LogFields {
  return {
    error: errorName(error),
    ...(error instanceof InvalidRecordError && { problem: error.message }),
    ...(isBug(error) && { at: error.stack?.match(/^\s+at (.*)$/m)?.[1] }),
  };
}

/** An answer of AWS has `$metadata`, a failure of the network a `code`. */
function isBug(error: unknown): error is Error {
  const isExpected = error instanceof InvalidRecordError || error instanceof ProviderError;
  return error instanceof Error && !isExpected && !('$metadata' in error) && !('code' in error);
}
