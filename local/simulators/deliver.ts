import { lookup } from 'node:dns';
import { Agent, request } from 'node:http';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getProvider } from '../../lambda/providers/registry';

export interface Delivery {
  readonly provider: string;
  readonly url: string;
  readonly signingKey: string;
  readonly body: Uint8Array;
  /** Without any signature. @default signed */
  readonly unsigned?: boolean | undefined;
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
 * Sends one webhook as the provider would: signed again by its plug-in for each attempt, and repeated with exponential back-off
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
  const { provider, body: sent, signingKey, unsigned } = delivery;
  const signature = unsigned ? {} : getProvider(provider).sign(sent, signingKey, signedAt);
  const headers = { 'content-type': 'application/json', ...signature };
  const started = performance.now();
  const { status, body } = await post(delivery.url, headers, delivery.body);
  return { status, body, milliseconds: Math.round(performance.now() - started) };
}

/** A provider gives up after 30 seconds. */
const TIMEOUT_MS = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** A name below `.localhost` is this machine (RFC 6761), which not every system's resolver knows. The Host header keeps the name. */
const lookupLoopback: LookupFunction = (name, options, callback) =>
  lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, options, callback);

/** POSTs a body as it is. Status 0 stands for "no answer", with the reason as the body. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ status: 0, body: error.message });
    const options = {
      method: 'POST',
      agent,
      lookup: lookupLoopback,
      headers: { ...headers, 'content-length': body.length },
    };
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
