import { randomUUID } from 'node:crypto';
import { parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { parseBody } from '../../lambda/domain/record/incoming-event';
import { eventKey, quarantineKey, sha256Hex } from '../../lambda/domain/record/keys';
import { newEventRecord } from '../../lambda/domain/record/new-record';
import type { SourceAddress } from '../connection/connection';
import type { Inbox } from '../connection/inbox';
import { CommandError, errorCode, UsageError } from '../terminal/errors';
import { readVersion } from './secret-versions';

const ANSWER_WITHIN_MS = 30_000;
const TEST_ID_PREFIX = 'test-';

/** Whether `send-test` made up this event. */
export function isTestEvent({ eventId, status }: Pick<EventRecord, 'eventId' | 'status'>): boolean {
  return eventId.startsWith(TEST_ID_PREFIX) && status === 'ARCHIVED';
}

/**
 * A body, the key of the event it is, and the states in which that should end, by the ingest function's own parser.
 * @throws UsageError for a challenge, which is no event
 */
export function createTestDelivery(
  sourceId: string,
  given: Uint8Array | undefined,
  inbox: Inbox,
  now: number,
): { readonly body: Uint8Array; readonly key: string; readonly expected: readonly EventStatus[] } {
  const source = inbox.sources.get(sourceId);
  if (!source) {
    throw new CommandError(`Source ${sourceId} is unknown.`);
  }
  const body = given ?? source.provider.testBody(`${TEST_ID_PREFIX}${randomUUID()}`, now);
  const { parsed } = parseBody(source.provider, body);
  switch (parsed.kind) {
    case 'challenge':
      throw new UsageError('--body: got a challenge, expected an event: a challenge stores nothing.');
    case 'invalid':
      return { body, key: quarantineKey(source.id, sha256Hex(body)), expected: ['QUARANTINED'] };
    case 'event': {
      const { status } = newEventRecord(parsed.event, {
        now,
        writeId: '',
        policy: inbox.policy,
        source: { ...source, provider: source.provider.manifest.id },
        origin: 'webhook',
        body,
      });
      const key = eventKey(source.id, parsed.event.eventId);
      return { body, key, expected: status === 'ARCHIVED' ? [status] : ['STORED', 'EXTRACTION_FAILED'] };
    }
  }
}

/** Signs with the newest live key, as the provider does. Answers the HTTP status. @throws CommandError when nothing answers */
export async function sendTestDelivery(
  { id, signingSecret, webhookUrl }: SourceAddress,
  body: Uint8Array,
  { connection, sources }: Inbox,
  now: number,
): Promise<number> {
  const { text } = await readVersion(signingSecret, connection.clients.secrets);
  const keys = parseSigningKeys(id, text);
  const newest = keys.set ? keys.value[0] : undefined;
  if (newest === undefined) {
    throw new CommandError(
      `Source ${id} has no signing key yet. Store it: \`inbox secrets set ${id} signing\`.`,
    );
  }
  const signature = sources.get(id)?.provider.sign(body, newest, now);
  try {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature },
      body: Buffer.from(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return response.status;
  } catch (error) {
    throw new CommandError(`${webhookUrl} does not answer (${errorCode(error)}). \`inbox doctor\` says why.`);
  }
}
