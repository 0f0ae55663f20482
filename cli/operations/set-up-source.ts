import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { SourceAddress } from '../connection/connection';
import type { Inbox } from '../connection/inbox';
import { awaitFinal } from './events/await-final';
import { selectEvents } from './events/select-events';
import { createTestDelivery, isTestEvent, sendTestDelivery } from './test-delivery';

/** What a source needs, in the order in which a person does it. */
export const SETUP_STEPS = ['webhook', 'signing key', 'API token', 'test event', 'delivery'] as const;

/** How one step stands. `open`: nothing says that it is done. `failed`: it was tried, and did not work. */
export const setupStepSchema = z.strictObject({
  step: z.enum(SETUP_STEPS),
  state: z.enum(['done', 'open', 'failed']),
  what: z.string(),
  /** What to do, or type, next; null for a step that is done. */
  next: z.string().nullable(),
});

export type SetupStep = z.infer<typeof setupStepSchema>;

const DAY_MS = 86_400_000;
/** An older delivery says little about the present set-up. */
const DELIVERY_DAYS = 7;
const TRY_EACH_MS = 2_000;
/** The functions' clocks are not ours. */
const CLOCK_SLACK_MS = 500;
const FINAL_WITHIN_SECONDS = 60;

/** The newest delivery that the provider itself sent; undefined when there is none since then. */
export async function findDelivery(
  source: string,
  { since, now }: { readonly since?: number; readonly now: number },
  inbox: Inbox,
): Promise<EventRecord | undefined> {
  const selection = { source, since: since ?? now - DELIVERY_DAYS * DAY_MS, until: now + TRY_EACH_MS };
  for await (const { record } of selectEvents(selection, inbox)) {
    if (record.origin === 'webhook' && !isTestEvent(record) && record.receivedAt >= selection.since) {
      return record;
    }
  }
  return undefined;
}

/** Looks for a delivery of the provider until there is one, the time is over, or somebody stops. */
export async function awaitDelivery(
  source: string,
  { seconds, signal, now }: { readonly seconds: number; readonly signal: AbortSignal; now(): number },
  inbox: Inbox,
): Promise<EventRecord | undefined> {
  const since = now();
  for (;;) {
    const found = await findDelivery(source, { since, now: now() }, inbox);
    if (found || signal.aborted || now() >= since + seconds * 1_000) {
      return found;
    }
    await sleep(TRY_EACH_MS, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Sends a test event and follows it to its end. Functions that know another key refuse one that was stored just now until they may
 * read it again. That is waited for: a refusal would be counted, and look like a key that the provider does not sign with.
 */
export async function tryDelivery(
  source: SourceAddress,
  { isNewKey, signal, now }: { readonly isNewKey: boolean; readonly signal: AbortSignal; now(): number },
  inbox: Inbox,
): Promise<SetupStep> {
  const { key, expected, body } = createTestDelivery(source.id, undefined, inbox, now());
  const { cacheSeconds, refreshFloorSeconds } = inbox.connection.secretsCache;
  if (isNewKey) {
    const known = Math.min(cacheSeconds, refreshFloorSeconds) * 1_000 + CLOCK_SLACK_MS;
    await sleep(known, undefined, { signal }).catch(() => undefined);
  }
  const answered = await sendTestDelivery(source, body, inbox, now());
  const next = `inbox send-test ${source.id}`;
  if (answered !== 200) {
    const what = `the webhook answered ${answered}, expected 200`;
    return { step: 'test event', state: 'failed', what, next };
  }
  const wait = { seconds: FINAL_WITHIN_SECONDS, signal, now, onFinal: () => undefined };
  const status = (await awaitFinal([key], wait, inbox)).get(key)?.status;
  return status !== undefined && expected.includes(status)
    ? {
        step: 'test event',
        state: 'done',
        what: `${key}, signed with the stored key, ended ${status}`,
        next: null,
      }
    : {
        step: 'test event',
        state: 'failed',
        what: `${key} is ${status ?? 'not recorded'} after ${FINAL_WITHIN_SECONDS} s, expected ${expected.join(' or ')}`,
        next: `inbox events show ${key}`,
      };
}
