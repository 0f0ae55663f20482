import { MAX_BODY_BYTES } from '../../lambda/domain/lifecycle/policy';
import { padded } from '../samples/fixture-text';
import { sampleKey } from '../samples/sample-key';
import {
  type DemoCase,
  type ExpectedOutcome,
  getDemoCases,
  getSamples,
  type Sample,
} from '../samples/samples';
import { signsTime } from '../send/planned-events';
import type { Target, TargetSource } from '../send/send-target';
import type { DocumentPlan } from '../simulators/behaviour';
import type { Delivery } from '../simulators/deliver';

const AN_HOUR_MS = 60 * 60 * 1000;

/** One delivery of the demo and what must come of it. */
export interface DemoEvent {
  readonly label: string;
  readonly delivery: Delivery;
  readonly expected: ExpectedOutcome;
  /** Key of its record; absent where no delivery of this kind can have one. */
  readonly pk?: string;
  readonly documentId?: string;
  readonly plan?: DocumentPlan;
  /** What the stored result must hold as its extraction. */
  readonly extraction?: Buffer;
  /** What the archived object must hold as its payload. */
  readonly content?: Buffer;
}

/** Everything the demo sends: each source's own cases, then those every source has. */
export function demoEvents(target: Target): readonly DemoEvent[] {
  return target.sources.flatMap((source) => {
    const simulatorUrl = target.simulators[source.provider];
    const own = getDemoCases(source.provider).map((one) => eventOfCase(one, source, simulatorUrl));
    const [first] = own;
    return first ? [...own, createDuplicate(first, source), ...refusals(source)] : [];
  });
}

function eventOfCase(one: DemoCase, source: TargetSource, simulatorUrl: string | undefined): DemoEvent {
  const slug = one.name.replace(/[^a-z0-9]+/gi, '-');
  const ids = one.asPrinted ? {} : { eventId: `demo-${slug}`, documentId: `demo-document-${slug}` };
  const sample = createSample(source.provider, one.kind, { ...ids, simulatorUrl });
  const extraction = one.plan?.body === undefined ? sample.extraction : Buffer.from(one.plan.body);
  return {
    ...plainEvent(one.name, sample, source, one.expected),
    ...(extraction && { extraction }),
    ...(sample.content && { content: sample.content }),
    ...(one.plan && { plan: one.plan }),
  };
}

function createDuplicate(first: DemoEvent, source: TargetSource): DemoEvent {
  const { plan: _, ...event } = first;
  const expected = { ...first.expected, answer: { status: 'duplicate' } };
  return { ...event, label: `${source.id}: the same again`, expected };
}

/** What must be refused, whoever sends it: nothing of these may be stored. */
function refusals(source: TargetSource): readonly DemoEvent[] {
  const kind = getDemoCases(source.provider)[0]?.kind ?? '';
  const refused = (name: string, expected: ExpectedOutcome, change: Partial<Delivery> = {}): DemoEvent => {
    const sample = createSample(source.provider, kind, {
      eventId: `demo-refused-${name.replaceAll(' ', '-')}`,
    });
    const event = plainEvent(name, sample, source, expected);
    return { ...event, delivery: { ...event.delivery, ...change } };
  };
  const invalid = { httpStatus: 401, answer: { error: 'invalid_signature' } };
  const stale = refused('stale timestamp', invalid, { signedAt: Date.now() - AN_HOUR_MS });
  return [
    refused('bad signature', invalid, { signingKey: `not ${source.signingSecret}` }),
    ...(signsTime(source.provider) ? [stale] : []),
    refused('unknown path', { httpStatus: 404 }, { url: `${source.url}-unknown` }),
    refused('body over 4 MiB', { httpStatus: 413 }, { body: tooLarge(source.provider, kind) }),
  ];
}

function tooLarge(provider: string, kind: string): Buffer {
  const { body } = createSample(provider, kind, { eventId: 'demo-refused-body-over-4-MiB' });
  return Buffer.from(padded(body.toString(), MAX_BODY_BYTES));
}

function plainEvent(
  name: string,
  sample: Sample,
  source: TargetSource,
  expected: ExpectedOutcome,
): Omit<DemoEvent, 'extraction' | 'content' | 'plan'> {
  const pk = sampleKey(sample, source.id, expected.state);
  return {
    label: `${source.id}: ${name}`,
    delivery: {
      provider: source.provider,
      url: source.url,
      signingKey: source.signingSecret,
      body: sample.body,
    },
    expected,
    ...(pk !== undefined && { pk }),
    ...(sample.documentId !== undefined && { documentId: sample.documentId }),
  };
}

function createSample(
  provider: string,
  kind: string,
  choice: Parameters<ReturnType<typeof getSamples>[string]>[0],
) {
  const builder = getSamples(provider)[kind];
  if (!builder) {
    throw new Error(`Demo: got the sample kind "${kind}", expected one of ${provider}'s.`);
  }
  return builder(choice);
}
