import { type EventStatus, isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { waitFor } from '../aws/until';
import type { SourceEndpoint } from '../run/files/endpoints';
import { findFunctions, type HandlerName } from '../run/local-functions';
import type { LocalRun } from '../run/start-local-run';
import { padded } from '../samples/fixture-text';
import { getDemoCases, getSamples } from '../samples/samples';
import { deliver } from '../simulators/deliver';
import type { Stores } from '../stores';

const FINAL_WITHIN_MS = 30_000;

/** Where a path is taken. */
export interface Ground {
  readonly run: LocalRun;
  readonly stores: Stores;
  readonly source: SourceEndpoint;
}

export interface EventChoice {
  readonly eventId: string;
  readonly documentId: string;
  /** @default the source's first */
  readonly kind?: string;
  /** The same event in other bytes. */
  readonly padding?: number;
}

/** Sends an event. @throws Error unless it is answered 200 */
export async function sendEvent(
  { run, source: { provider, url, signingSecret } }: Ground,
  { eventId, documentId, padding, kind = getDemoCases(provider)[0]?.kind ?? '' }: EventChoice,
): Promise<void> {
  const simulatorUrl = run.endpoints.simulators[provider];
  const sample = getSamples(provider)[kind]?.({ eventId, documentId, simulatorUrl });
  const text = sample?.body.toString() ?? '';
  const body = Buffer.from(padding === undefined ? text : padded(text, padding));
  const answer = await deliver({ provider, url, signingKey: signingSecret, body });
  if (answer.status !== 200) {
    throw new Error(`Event ${eventId} of ${provider}: got ${answer.status}, expected 200.`);
  }
}

/** Runs now what the clock would run later: all of it, or the functions of one handler. */
export async function runScheduled({ run }: Ground, handler?: HandlerName): Promise<void> {
  const of = handler === undefined ? undefined : findFunctions(run.deployment, handler);
  const ids = run.deployment.schedules
    .map(({ functionLogicalId }) => functionLogicalId)
    .filter((id) => of?.includes(id) ?? true);
  await Promise.all(ids.map((id) => run.invoke(id, {})));
}

/** @throws Error naming the path whose event did not end so */
export async function untilFinal(
  pk: string,
  path: string,
  { stores }: Ground,
  expected: EventStatus = 'STORED',
): Promise<EventRecord> {
  let record: EventRecord | undefined;
  await waitFor(FINAL_WITHIN_MS, async () => {
    record = await stores.record(pk);
    return record?.status === expected || (record && isFinal(record.status)) || undefined;
  });
  if (record?.status !== expected) {
    const why = record?.lastError?.message ?? 'no error is recorded';
    throw new Error(`${path}: got ${record?.status ?? 'no record'} (${why}), expected ${expected}.`);
  }
  return record;
}
