import { randomBytes } from 'node:crypto';
import { UsageError } from '../../cli/terminal/errors';
import { expectedOneOf } from '../../cli/terminal/format';
import { getProvider } from '../../lambda/providers/registry';
import { getSamples, type SampleBuilder } from '../samples/samples';
import type { Delivery } from '../simulators/deliver';
import type { SendOptions } from './send-options';
import type { Target, TargetSource } from './send-target';

const AN_HOUR_MS = 60 * 60 * 1000;

/** One delivery to make, and the event it is of. */
export interface PlannedDelivery {
  readonly delivery: Delivery;
  readonly eventId: string | undefined;
}

/**
 * The deliveries the options ask for. Bodies are built one at a time, as they are taken.
 * @throws UsageError for a kind or a staleness the provider does not have
 */
export function plannedDeliveries(
  options: SendOptions,
  source: TargetSource,
  target: Target,
): { readonly total: number; take(index: number): PlannedDelivery } {
  const builder = findBuilder(source.provider, options.kind);
  refuseTimeless(options, source);
  const run = randomBytes(4).toString('hex');
  const perEvent = options.duplicate ? 2 : 1;
  return {
    total: options.count * perEvent,
    take: (index) => {
      const number = Math.floor(index / perEvent) % (options.distinct ?? options.count);
      const sample = builder({
        eventId: options.eventId ?? `evt_${run}_${number}`,
        documentId: options.fileId ?? `doc_${run}_${number}`,
        simulatorUrl: target.simulators[source.provider],
      });
      return { delivery: signedAsAsked(sample.body, options, source), eventId: sample.eventId };
    },
  };
}

function signedAsAsked(body: Buffer, options: SendOptions, source: TargetSource): Delivery {
  const { provider, url, signingSecret } = source;
  const signingKey = options.badSignature ? `not ${signingSecret}` : signingSecret;
  return { provider, url, signingKey, body, ...(options.stale && { signedAt: Date.now() - AN_HOUR_MS }) };
}

function findBuilder(provider: string, kind: string): SampleBuilder {
  const samples = getSamples(provider);
  const builder = Object.hasOwn(samples, kind) ? samples[kind] : undefined;
  if (!builder) {
    const got = kind === '' ? 'none' : `"${kind}"`;
    throw new UsageError(
      `Kind, for a source of ${provider}: got ${got}, ${expectedOneOf(kind, Object.keys(samples))}`,
    );
  }
  return builder;
}

/** A provider that signs no time has no stale signature: it would be accepted, which nobody should mistake for a fault. */
function refuseTimeless(options: SendOptions, { provider }: TargetSource): void {
  if (options.stale && !signsTime(provider)) {
    throw new UsageError(
      `--stale: got a source of ${provider}, which signs no time; expected one that does.`,
    );
  }
}

/** Whether a provider's signature depends on the time it was made. */
export function signsTime(provider: string): boolean {
  const { sign } = getProvider(provider);
  const body = Buffer.from('{}');
  return JSON.stringify(sign(body, 'key', 0)) !== JSON.stringify(sign(body, 'key', AN_HOUR_MS));
}
