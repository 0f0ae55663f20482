import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { Target } from '../send/send-target';
import { simulatorClient } from '../simulators/client';
import { type DeliveryAnswer, deliver } from '../simulators/deliver';
import { type Observation, problemsOf, totalProblems } from './check-event';
import { type DemoEvent, demoEvents } from './demo-event';
import type { DemoRow } from './demo-table';
import type { Stores } from './stores';

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
  await waitForFinals(events, stores, progress);
  const seen = [];
  for (const event of events) {
    seen.push({ event, observation: await observe(event, answers.get(event), stores) });
  }
  const rows = seen.map((one) => ({ ...one, problems: problemsOf(one.event, one.observation) }));
  return { rows, problems: totalProblems(seen, await stores.totals()) };
}

async function planSimulators(events: readonly DemoEvent[], target: Target): Promise<void> {
  for (const { plan, documentId, delivery } of events) {
    const url = target.simulators[delivery.provider];
    if (plan && documentId !== undefined && url !== undefined) {
      await simulatorClient(url).plan(documentId, plan);
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

/** Ends when every event is final, or the time is over: the check then names those that are not. */
async function waitForFinals(
  events: readonly DemoEvent[],
  stores: Stores,
  progress: (text: string) => void,
): Promise<void> {
  let open = events.filter((event) => event.expected.state !== undefined);
  const until = Date.now() + FINAL_WITHIN_MS;
  while (open.length > 0 && Date.now() < until) {
    const records = await Promise.all(open.map((event) => recordOf(event, stores)));
    const stillOpen = open.filter((_, index) => !isAtRest(records[index]));
    if (stillOpen.length < open.length) {
      progress(`waiting for ${stillOpen.length} to become final`);
    }
    open = stillOpen;
    await sleep(open.length > 0 ? LOOK_AGAIN_MS : 0);
  }
}

function isAtRest(record: EventRecord | undefined): boolean {
  return record !== undefined && isFinal(record.status);
}

async function observe(
  event: DemoEvent,
  answer: DeliveryAnswer | undefined,
  stores: Stores,
): Promise<Observation> {
  const record = await recordOf(event, stores);
  return {
    answer: answer ?? { status: 0, body: 'never sent' },
    record,
    result: record?.resultKey === undefined ? undefined : await stores.object(record.resultKey),
    kept: record && (await keptBody(record, stores)),
  };
}

async function recordOf(event: DemoEvent, stores: Stores): Promise<EventRecord | undefined> {
  return event.pk === undefined ? undefined : stores.record(event.pk);
}

async function keptBody(record: EventRecord, stores: Stores): Promise<Buffer | undefined> {
  return record.rawKey === undefined ? Buffer.from(record.rawBody ?? '') : stores.object(record.rawKey);
}
