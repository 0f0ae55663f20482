import type { EventRecord } from '../../lambda/domain/record/event-record';
import { ARCHIVE, QUARANTINED_BODIES, RAW_BODIES } from '../../lambda/domain/record/keys';
import type { Target } from '../send/send-target';
import { createSimulatorClient } from '../simulators/client';
import { type DeliveryAnswer, deliver } from '../simulators/deliver';
import { type Stores, waitForFinalRecords } from '../stores';
import { checkEvent, type Observation, type StoreTotals, totalProblems } from './check-event';
import { type DemoEvent, demoEvents } from './demo-event';
import type { DemoRow } from './demo-table';

/** Within a minute of the start the demo must be over. */
const FINAL_WITHIN_MS = 45_000;
const LOOK_AGAIN_MS = 200;

export interface DemoReport {
  readonly rows: readonly DemoRow[];
  /** What is wrong with the stores as a whole. */
  readonly problems: readonly string[];
}

/** Sends everything, waits until it has come to rest, and checks it. */
export async function runDemo(
  target: Target,
  stores: Stores,
  progress: (text: string) => void,
): Promise<DemoReport> {
  const events = demoEvents(target);
  await planSimulators(events, target);
  const answers = await sendAll(events, progress);
  await waitForFinalRecords(
    stores,
    events.flatMap(({ pk, expected }) => (pk === undefined || expected.state === undefined ? [] : [pk])),
    {
      withinMs: FINAL_WITHIN_MS,
      everyMs: LOOK_AGAIN_MS,
      onOpen: (open) => progress(`waiting for ${open} to become final`),
    },
  );
  const seen = [];
  for (const event of events) {
    seen.push({ event, observation: await observe(event, answers.get(event), stores) });
  }
  const rows = seen.map((one) => ({ ...one, problems: checkEvent(one.event, one.observation) }));
  return { rows, problems: totalProblems(seen, await countStored(stores)) };
}

async function planSimulators(events: readonly DemoEvent[], target: Target): Promise<void> {
  for (const { plan, documentId, delivery } of events) {
    const url = target.simulators[delivery.provider];
    if (plan && documentId !== undefined && url !== undefined) {
      await createSimulatorClient(url).plan(documentId, plan);
    }
  }
}

async function sendAll(
  events: readonly DemoEvent[],
  progress: (text: string) => void,
): Promise<Map<DemoEvent, DeliveryAnswer>> {
  const answers = new Map<DemoEvent, DeliveryAnswer>();
  for (const event of events) {
    const answer = await deliver(event.delivery);
    answers.set(event, answer);
    progress(`sent ${answers.size} of ${events.length}: ${event.label} → ${answer.status}`);
  }
  return answers;
}

/** Reads everything: fit for the demo's few dozen events. */
async function countStored(stores: Stores): Promise<StoreTotals> {
  const count = async (prefix?: string) => (await stores.objectKeys(prefix)).length;
  return {
    records: (await stores.allRecordKeys()).length,
    results: await count(),
    rawBodies: (await count(RAW_BODIES)) + (await count(QUARANTINED_BODIES)),
    archived: await count(ARCHIVE),
  };
}

async function observe(
  event: DemoEvent,
  answer: DeliveryAnswer | undefined,
  stores: Stores,
): Promise<Observation> {
  const record = await readRecord(event, stores);
  return {
    answer: answer ?? { status: 0, body: 'never sent' },
    record,
    result: record?.resultKey === undefined ? undefined : await stores.object(record.resultKey),
    kept:
      record?.rawKey === undefined
        ? record && Buffer.from(record.rawBody ?? '')
        : await stores.object(record.rawKey),
  };
}

async function readRecord(event: DemoEvent, stores: Stores): Promise<EventRecord | undefined> {
  return event.pk === undefined ? undefined : stores.record(event.pk);
}
