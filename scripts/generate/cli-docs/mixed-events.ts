import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import { eventKey, quarantineKey, sha256Hex } from '../../../lambda/domain/record/keys';
import { getSamples, type SampleChoice } from '../../../local/samples/samples';
import type { DocumentPlan } from '../../../local/simulators/start-simulators';

/** One event of the mix, and where it comes to rest. */
export interface MixedEvent {
  readonly source: string;
  readonly pk: string;
  readonly documentId: string;
  readonly body: Buffer;
  /** SHA-256 of the body. */
  readonly digest: string;
  readonly plan?: DocumentPlan | undefined;
  readonly rests: EventStatus;
  /** A message of it lies among the dead letters. */
  readonly isDeadLetter: boolean;
  /** One of the last of its group: delivered after all others, in order, so that lists begin the same way each time. */
  readonly isLate: boolean;
}

interface Group {
  readonly count: number;
  readonly source: string;
  readonly name: string;
  /** Kind of the sample. */
  readonly kind: string;
  readonly rests: EventStatus;
  readonly plan?: DocumentPlan;
  readonly deadLetters?: number;
  /** @default 3 */
  readonly late?: number;
}

/** Fails once for good: replayed, it succeeds. */
const REFUSED_ONCE: DocumentPlan = { failures: [{ status: 400 }] };
/** An outage whose end the provider announced: the event waits for an hour. */
const AWAY_FOR_AN_HOUR: DocumentPlan = { failures: [{ status: 503, retryAfter: 3_600 }] };

/** 500 events. */
const GROUPS: readonly Group[] = [
  { count: 150, source: 'limai', name: 'invoice', kind: 'success', rests: 'STORED' },
  { count: 100, source: 'extend', name: 'run', kind: 'processed', rests: 'STORED' },
  { count: 20, source: 'limai', name: 'blurred', kind: 'failed', rests: 'EXTRACTION_FAILED' },
  { count: 10, source: 'extend', name: 'broken', kind: 'failed', rests: 'EXTRACTION_FAILED' },
  { count: 70, source: 'limai', name: 'classified', kind: 'unknown', rests: 'ARCHIVED' },
  { count: 40, source: 'limai', name: 'cut', kind: 'invalid', rests: 'QUARANTINED' },
  {
    count: 60,
    source: 'limai',
    name: 'refused',
    kind: 'success',
    rests: 'FAILED',
    plan: REFUSED_ONCE,
    deadLetters: 5,
  },
  { count: 40, source: 'limai', name: 'waiting', kind: 'success', rests: 'RECEIVED', plan: AWAY_FOR_AN_HOUR },
  { count: 10, source: 'limai', name: 'receipt', kind: 'success', rests: 'STORED', late: 10 },
];

/** Documents of this many events each: the same document is sent again and again. */
const EVENTS_OF_A_DOCUMENT = 5;

/** The mix; every id in it is the same each time. */
export function mixedEvents(simulators: Readonly<Record<string, string>>): readonly MixedEvent[] {
  return GROUPS.flatMap((group) =>
    Array.from({ length: group.count }, (_, index) => mixedEvent(group, index, simulators)),
  );
}

function mixedEvent(group: Group, index: number, simulators: Readonly<Record<string, string>>): MixedEvent {
  const { source, name, kind, rests, plan, deadLetters = 0, late = 3 } = group;
  const number = String(index + 1).padStart(3, '0');
  const eventId = `evt_${name}_${number}`;
  // A plan is spent by the first event of its document.
  const document = plan || name !== 'receipt' ? number : String(Math.floor(index / EVENTS_OF_A_DOCUMENT) + 1);
  const documentId = `doc_${name}_${document}`;
  const body = createBody(source, kind, { eventId, documentId, simulatorUrl: simulators[source] });
  const digest = sha256Hex(body);
  const pk = rests === 'QUARANTINED' ? quarantineKey(source, digest) : eventKey(source, eventId);
  const isLate = index >= group.count - late;
  return { source, pk, documentId, body, digest, plan, rests, isDeadLetter: index < deadLetters, isLate };
}

/** The body of one webhook; a source of the default configuration is named as its provider. @throws Error for a kind there is not */
export function createBody(provider: string, kind: string, choice: SampleChoice): Buffer {
  const build = getSamples(provider)[kind];
  if (!build) {
    throw new Error(`Mixed events: got the kind "${kind}", expected one of ${provider}'s.`);
  }
  return build(choice).body;
}
