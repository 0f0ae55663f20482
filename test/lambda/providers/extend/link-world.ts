import type { FetchOutcome, IdentityMismatch } from '../../../../lambda/domain/provider/provider';
import { extend } from '../../../../lambda/providers/extend';
import { fixture } from '../fixture';
import { type FetchInput, fetchFrom } from '../support/fetch-from';
import { type ScriptedAnswer, ScriptedHttp } from '../support/scripted-http';

export type Answer = ScriptedAnswer | Error;

/** The run of all fixtures. */
export const RUN_ID = 'exr_Xj8mK2pL9nR4vT7qY5wZ';
export const RUN = fixture('extend', 'run-processed');
export const LINK = 'https://payloads.example.com/x';
export const HOUR = 3_600_000;

const unexpected = new Error('no call was expected');

export interface World extends Omit<Partial<FetchInput>, 'http'> {
  /** Answers to the link and its redirects, in order; the last one repeats. */
  readonly link?: readonly Answer[];
  readonly api?: Answer;
}

export interface Outcome {
  readonly fetched: Promise<FetchOutcome>;
  readonly http: ScriptedHttp;
  /** Addresses asked for, in order. */
  asked(): readonly string[];
  readonly mismatches: readonly IdentityMismatch[];
}

/** Obtains a delivery's data from a link and an API that answer as told. */
export function fetchIn(
  delivery: string | Uint8Array,
  { link = [unexpected], api = unexpected, ...input }: World,
): Outcome {
  const mismatches: IdentityMismatch[] = [];
  const http = new ScriptedHttp((request, index) =>
    request.headers?.authorization ? api : (link[Math.min(index, link.length - 1)] ?? unexpected),
  );
  const fetched = fetchFrom(extend, {
    delivery,
    http,
    onMismatch: (mismatch) => mismatches.push(mismatch),
    ...input,
  });
  return { fetched, http, asked: () => http.requests.map(({ url }) => url), mismatches };
}

export function event(eventType: string, payload: unknown): string {
  return JSON.stringify({ eventId: 'e', eventType, payload });
}

export function ok(body: object | string | Uint8Array): ScriptedAnswer {
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  return { status: 200, body: isText ? body : JSON.stringify(body) };
}
