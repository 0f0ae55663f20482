import * as z from 'zod';
import { EVENT_STATUSES, type EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { eventKey, quarantineKey, sha256Hex } from '../../lambda/domain/record/keys';
import { SeededChance } from '../../local/faults/seeded-chance';
import { type DemoCase, getDemoCases, getSamples, type Sample } from '../../local/samples/samples';
import type { DocumentPlan } from '../../local/simulators/start-simulators';

export interface WorkloadOptions {
  readonly seed: number;
  /** Distinct events. */
  readonly events: number;
  readonly sources: readonly { readonly id: string; readonly provider: string }[];
  /** Provider → base URL of its simulator, where links in events lead. */
  readonly simulators: Readonly<Record<string, string>>;
  /** Begins every id. */
  readonly prefix: string;
  /** `all`: also bodies that cannot be read, and documents whose simulator behaves in its own way. */
  readonly cases: 'readable' | 'all';
}

/** One event, however often it is delivered. */
export interface WorkloadEvent {
  readonly source: string;
  readonly provider: string;
  readonly kind: string;
  readonly documentId: string;
  readonly body: Buffer;
  /** How the simulator must treat its document. */
  readonly plan?: DocumentPlan | undefined;
  readonly expected: ExpectedEvent;
}

/** The first case of a provider is its everyday one: it makes up half of the load. */
const EVERYDAY_SHARE = 0.5;

/** The events of a load. Seed, sources and number alone decide source, kind and ids of each. */
export function workloadEvents(options: WorkloadOptions): readonly WorkloadEvent[] {
  const chance = new SeededChance(options.seed, 'events');
  return Array.from({ length: options.events }, (_, index) => {
    const source = chance.pick(options.sources);
    const cases = findCases(source.provider, options.cases);
    const everyday = chance.hits(EVERYDAY_SHARE) ? cases[0] : undefined;
    const chosen = everyday ?? chance.pick(cases);
    return workloadEvent({ index, source, chosen }, options);
  });
}

type StoredCase = DemoCase & { readonly expected: { readonly state: EventStatus } };

function findCases(provider: string, selection: WorkloadOptions['cases']): readonly StoredCase[] {
  return getDemoCases(provider).filter(
    (one): one is StoredCase =>
      one.expected.state !== undefined &&
      (selection === 'all' || (one.plan === undefined && one.expected.state !== 'QUARANTINED')),
  );
}

interface Choice {
  readonly index: number;
  readonly source: WorkloadOptions['sources'][number];
  readonly chosen: StoredCase;
}

function workloadEvent({ index, source, chosen }: Choice, options: WorkloadOptions): WorkloadEvent {
  const { id, provider } = source;
  const eventId = `${options.prefix}${index}`;
  const documentId = `doc-${eventId}`;
  const build = getSamples(provider)[chosen.kind];
  if (!build) {
    throw new Error(`Workload: got the sample kind "${chosen.kind}", expected one of ${provider}'s.`);
  }
  const sample = build({ eventId, documentId, simulatorUrl: options.simulators[provider] });
  const { plan } = chosen;
  return {
    source: id,
    provider,
    kind: chosen.kind,
    documentId,
    body: sample.body,
    plan,
    expected: createExpected(
      { source: id, eventId, status: chosen.expected.state },
      plan?.body === undefined ? sample : { ...sample, extraction: Buffer.from(plan.body) },
    ),
  };
}

function createExpected(
  known: Pick<ExpectedEvent, 'source' | 'eventId' | 'status'>,
  { body, extraction, eventId }: Sample,
): ExpectedEvent {
  const bodySha256 = sha256Hex(body);
  const pk =
    eventId === undefined ? quarantineKey(known.source, bodySha256) : eventKey(known.source, eventId);
  return {
    ...known,
    pk,
    bodySha256,
    ...(known.status === 'STORED' && extraction && { tail: createTail(body, extraction) }),
  };
}

function createTail(event: Buffer, extraction: Buffer): ExpectedEvent['tail'] {
  const parts = [',"event":', event, ',"extraction":', extraction, '}'];
  const tail = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return { bytes: tail.length, sha256: sha256Hex(tail) };
}

/**
 * In which order the events are delivered, by index: each once, the remaining deliveries repeat one of them.
 * @throws RangeError when there are fewer deliveries than events
 */
export function deliveryOrder(events: number, deliveries: number, seed: number): readonly number[] {
  if (deliveries < events) {
    throw new RangeError(
      `Deliveries: got ${deliveries}, expected at least one for each of ${events} events.`,
    );
  }
  const chance = new SeededChance(seed, 'order');
  const order = Array.from({ length: deliveries }, (_, at) => (at < events ? at : chance.below(events)));
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = chance.below(at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}

/** What must be found of an event that was sent, small enough to be kept by the thousand and in a file. */
export const expectedEventSchema = z.strictObject({
  pk: z.string(),
  source: z.string(),
  /** As sent; the last part of its result's key. */
  eventId: z.string(),
  status: z.enum(EVENT_STATUSES),
  bodySha256: z.string(),
  /** The end of its result object is known to the byte: the texts of event and extraction. Absent where no result may be. */
  tail: z.optional(z.strictObject({ bytes: z.number(), sha256: z.string() })),
});

export type ExpectedEvent = z.infer<typeof expectedEventSchema>;
