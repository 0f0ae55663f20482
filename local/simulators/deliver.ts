import { setTimeout as sleep } from 'node:timers/promises';
import { getProvider } from '../../lambda/providers/registry';
import { post } from './post';

export interface Delivery {
  readonly provider: string;
  readonly url: string;
  readonly signingKey: string;
  readonly body: Uint8Array;
  /** Epoch milliseconds of the signature; default: the time of each attempt. */
  readonly signedAt?: number | undefined;
  /** Tries at the most, until an answer is 2xx; default 1: no repetition. */
  readonly attempts?: number | undefined;
  /** Wait before the second attempt, doubled each time; default 500. */
  readonly firstDelayMs?: number | undefined;
}

export interface DeliveryAnswer {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: string;
  /** Of the last attempt. */
  readonly milliseconds: number;
  readonly attempts: number;
}

/**
 * Sends one webhook as the provider would: signed by its plug-in anew for each attempt, and repeated with exponential back-off
 * until the answer is 2xx, `attempts` times at the most; by default once, since how often a provider repeats is not documented.
 */
export async function deliver(delivery: Delivery): Promise<DeliveryAnswer> {
  const limit = delivery.attempts ?? 1;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await deliverOnce(delivery);
    if (attempt >= limit || (answer.status >= 200 && answer.status < 300)) {
      return { ...answer, attempts: attempt };
    }
    await sleep((delivery.firstDelayMs ?? 500) * 2 ** (attempt - 1));
  }
}

async function deliverOnce(delivery: Delivery): Promise<Omit<DeliveryAnswer, 'attempts'>> {
  const signedAt = delivery.signedAt ?? Date.now();
  const signature = getProvider(delivery.provider).sign(delivery.body, delivery.signingKey, signedAt);
  const headers = { 'content-type': 'application/json', ...signature };
  const started = performance.now();
  const { status, body } = await post(delivery.url, headers, delivery.body);
  return { status, body, milliseconds: Math.round(performance.now() - started) };
}
