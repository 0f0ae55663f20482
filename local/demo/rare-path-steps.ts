import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '../../lambda/domain/event-record';
import { isFinal } from '../../lambda/domain/lifecycle';
import { demoCasesOf, samplesOf } from '../samples';
import { deliver } from '../simulators/deliver';
import type { SourceEndpoint } from '../start/endpoints';
import type { LocalRun } from '../start/start-local-run';
import type { Stores } from './stores';

const FINAL_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** Where a path is taken. */
export interface Ground {
  readonly run: LocalRun;
  readonly stores: Stores;
  readonly source: SourceEndpoint;
}

/** Sends a source's first kind of event. @throws Error unless it is answered 200 */
export async function sendEvent(
  { source: { provider, url, signingSecret } }: Ground,
  ids: { readonly eventId: string; readonly documentId: string },
): Promise<void> {
  const kind = demoCasesOf(provider)[0]?.kind ?? '';
  const body = samplesOf(provider)[kind]?.(ids).body ?? Buffer.alloc(0);
  const answer = await deliver({ provider, url, signingKey: signingSecret, body });
  if (answer.status !== 200) {
    throw new Error(`Event ${ids.eventId} of ${provider}: got ${answer.status}, expected 200.`);
  }
}

/** Runs now what the clock would run later. */
export async function runScheduled({ run }: Ground): Promise<void> {
  await Promise.all(run.deployment.schedules.map((schedule) => run.invoke(schedule.functionLogicalId, {})));
}

/** @throws Error naming the path whose event did not end STORED */
export async function untilStored(pk: string, path: string, { stores }: Ground): Promise<EventRecord> {
  const until = Date.now() + FINAL_WITHIN_MS;
  for (;;) {
    const record = await stores.record(pk);
    if (record?.status === 'STORED') {
      return record;
    }
    if (Date.now() > until || (record && isFinal(record.status))) {
      const why = record?.lastError?.message ?? 'no error is recorded';
      throw new Error(`${path}: got ${record?.status ?? 'no record'} (${why}), expected STORED.`);
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
