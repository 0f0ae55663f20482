import { randomBytes } from 'node:crypto';
import { UsageError } from '../../cli/terminal/errors';
import { MAX_BODY_BYTES } from '../../lambda/domain/lifecycle/policy';
import { getProvider } from '../../lambda/providers/registry';
import { padded } from '../samples/fixture-text';
import { sampleKey } from '../samples/sample-key';
import { getSamples, type Sample } from '../samples/samples';
import { createSimulatorClient } from '../simulators/client';
import type { Delivery } from '../simulators/deliver';
import { findKind } from './kinds/find-kind';
import type { DeliveryFlaw, Ending, KindDelivery, SendKind } from './kinds/send-kind';
import type { SendOptions } from './send-options';
import type { Target, TargetSource } from './send-target';

const AN_HOUR_MS = 60 * 60 * 1000;

/** One delivery to make, and the event it is of. */
export interface PlannedDelivery {
  readonly delivery: Delivery;
  readonly eventId: string | undefined;
  /** Key of the event's record. */
  readonly pk: string | undefined;
}

/** What is sent of one event, one delivery after the other. */
export interface PlannedEvent {
  readonly documentId: string;
  /** Tells the simulator how to treat the document. */
  prepare(): Promise<void>;
  readonly deliveries: readonly PlannedDelivery[];
}

export interface Plan {
  readonly events: number;
  readonly deliveriesPerEvent: number;
  readonly ends: Ending;
  /** Built one at a time, as they are taken. */
  take(index: number): PlannedEvent;
}

/**
 * The events the options ask for.
 * @throws UsageError for a kind that the provider does not have, or that needs a simulator which does not run
 */
export function planEvents(options: SendOptions, source: TargetSource, target: Target): Plan {
  const kind = withFlags(findKind(source.provider, options.kind), options, source);
  const simulatorUrl = target.simulators[source.provider];
  if (simulatorUrl === undefined && (kind.plan || kind.deliveries.length === 0)) {
    throw new UsageError(
      `Kind: got "${options.kind}", which needs the simulator of ${source.provider}; this run calls another API. Choose a kind that needs none, or start a run without --${source.provider}-url.`,
    );
  }
  const run = randomBytes(4).toString('hex');
  return {
    events: options.count,
    deliveriesPerEvent: kind.deliveries.length,
    ends: kind.ends,
    take: (index) => {
      const number = index % (options.distinct ?? options.count);
      const eventId = options.eventId ?? `evt_${run}_${number}`;
      const documentId = options.fileId ?? `doc_${run}_${number}`;
      return {
        documentId,
        prepare: () => prepare(kind, documentId, simulatorUrl),
        deliveries: buildDeliveries(kind, source, { eventId, documentId, simulatorUrl }),
      };
    },
  };
}

/** `--duplicate`, `--bad-signature` and `--stale` go with every kind. */
function withFlags(kind: SendKind, options: SendOptions, { provider }: TargetSource): SendKind {
  if (options.stale && !signsTime(provider)) {
    throw new UsageError(
      `--stale: got a source of ${provider}, which signs no time; expected one that does.`,
    );
  }
  const flaw = options.badSignature ? 'bad-signature' : options.stale ? 'stale' : undefined;
  const once: readonly KindDelivery[] = flaw
    ? kind.deliveries.map((one) => ({ ...one, flaw }))
    : kind.deliveries;
  const deliveries = options.duplicate ? once.flatMap((one) => [one, again(one)]) : once;
  return { ...kind, deliveries, ...(flaw && { ends: { answered: 401 } }) };
}

function again({ newEvent: _, newDocument: __, ...same }: KindDelivery): KindDelivery {
  return same;
}

async function prepare(
  { plan, deliveries }: SendKind,
  documentId: string,
  simulatorUrl: string | undefined,
): Promise<void> {
  if (simulatorUrl === undefined) {
    return;
  }
  const simulator = createSimulatorClient(simulatorUrl);
  if (plan) {
    await simulator.plan(documentId, plan(documentId));
  }
  if (deliveries.length === 0) {
    // Old enough for its webhook to count as missed.
    const at = new Date(Date.now() - AN_HOUR_MS).toISOString();
    await simulator.finish([{ id: documentId, createdAt: at, updatedAt: at }]);
  }
}

interface Ids {
  readonly eventId: string;
  readonly documentId: string;
  readonly simulatorUrl: string | undefined;
}

function buildDeliveries(
  { deliveries, ends }: SendKind,
  source: TargetSource,
  { eventId, documentId, simulatorUrl }: Ids,
): readonly PlannedDelivery[] {
  let [event, document] = [eventId, documentId];
  return deliveries.map(({ sample: name, flaw, newEvent, newDocument }, index) => {
    event = newEvent ? `${eventId}_${index + 1}` : event;
    document = newDocument ? `${documentId}_${index + 1}` : document;
    const sample = buildSample(source.provider, name, { eventId: event, documentId: document, simulatorUrl });
    const state = 'state' in ends ? ends.state : undefined;
    return {
      delivery: withFlaw(sample, flaw, source),
      eventId: sample.eventId,
      pk: sampleKey(sample, source.id, state),
    };
  });
}

function buildSample(provider: string, name: string, ids: Ids): Sample {
  const builder = getSamples(provider)[name];
  if (!builder) {
    throw new Error(`Sample: got "${name}", expected one of ${provider}'s.`);
  }
  return builder(ids);
}

function withFlaw({ body }: Sample, flaw: DeliveryFlaw | undefined, source: TargetSource): Delivery {
  const { provider, url, signingSecret: signingKey } = source;
  const sound: Delivery = { provider, url, signingKey, body };
  switch (flaw) {
    case 'bad-signature':
      return { ...sound, signingKey: `not ${signingKey}` };
    case 'unsigned':
      return { ...sound, unsigned: true };
    case 'stale':
      return { ...sound, signedAt: Date.now() - AN_HOUR_MS };
    case 'too-large':
      return { ...sound, body: Buffer.from(padded(body.toString(), MAX_BODY_BYTES)) };
    case 'unknown-path':
      return { ...sound, url: `${url}-unknown` };
    case undefined:
      return sound;
  }
}

/** Whether a provider's signature depends on the time it was made. */
export function signsTime(provider: string): boolean {
  const { sign } = getProvider(provider);
  const body = Buffer.from('{}');
  return JSON.stringify(sign(body, 'key', 0)) !== JSON.stringify(sign(body, 'key', AN_HOUR_MS));
}
