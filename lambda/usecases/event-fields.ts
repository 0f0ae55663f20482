import type { EventRecord } from '../domain/record/event-record';
import { sourceOfKey } from '../domain/record/keys';
import type { LogFields } from './ports';

/** An id may have thousands of characters; this many tell events apart. */
const MAX_LOGGED_ID = 128;

/** What names an event in a log line. Its id is the provider's: known only once a signature was found valid. */
export function eventFields({ source, eventId }: Pick<EventRecord, 'source' | 'eventId'>): LogFields {
  return { source, eventId: loggedId(eventId) };
}

/** An id as a log line has it. */
export function loggedId(id: string): string {
  const shown = id.length > MAX_LOGGED_ID ? `${id.slice(0, MAX_LOGGED_ID)}…` : id;
  return shown.toWellFormed();
}

/** The same where only the record's key is known. */
export function keyFields(pk: string): LogFields {
  const source = sourceOfKey(pk);
  return eventFields({ source, eventId: pk.slice(source === '' ? 0 : source.length + 1) });
}
