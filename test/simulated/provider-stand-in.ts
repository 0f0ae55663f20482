import type { HttpClient, HttpGet, HttpResponse } from '../../lambda/domain/provider/provider';
import type { Clock } from '../../lambda/usecases/ports';
import type { NeutralAnswer } from './neutral/neutral-fetch';

/** One call: the document or link asked for, how often it was asked before, and when. */
export interface Asked {
  readonly document: string;
  readonly times: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How a document's answers unfold. */
export type Behaviour = (asked: Asked) => HttpResponse;

/** The provider's API as a stand-in: answers by URL path, checks the token, counts what it was asked. */
export class ProviderStandIn implements HttpClient {
  readonly behaviours = new Map<string, Behaviour>();
  /** How often each path was asked. */
  readonly asked = new Map<string, number>();
  /** Undefined: any token is good. */
  token: string | undefined;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async get(request: HttpGet): Promise<HttpResponse> {
    const { pathname } = new URL(request.url);
    const times = this.asked.get(pathname) ?? 0;
    this.asked.set(pathname, times + 1);
    if (!isLink(pathname) && this.token !== undefined && request.headers?.authorization !== this.token) {
      return respond(401, {});
    }
    const behaviour = this.behaviours.get(pathname);
    const document = pathname.split('/').at(-1) ?? '';
    return behaviour ? behaviour({ document, times, now: this.clock.now() }) : respond(404, {});
  }
}

/** A link the provider handed out: not its API, so neither its token nor its limits count there. */
export function isLink(pathname: string): boolean {
  return pathname.startsWith('/signed/');
}

export function respond(
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: Buffer.from(text) };
}

function answer(fields: NeutralAnswer): HttpResponse {
  return respond(200, fields);
}

/** Ready from the start, always the same. */
export const constant: Behaviour = ({ document }) => answer({ id: document, status: 'DONE', total: 12.5 });

/** Other data at each call. */
export const changing: Behaviour = ({ document, times }) =>
  answer({ id: document, status: 'DONE', total: times });

/** Data that a person reviewed. */
export const reviewed: Behaviour = ({ document, times }) =>
  answer({ id: document, status: 'DONE', total: times, reviewed: true });

export const stillProcessing: Behaviour = ({ document }) => answer({ id: document, status: 'PROCESSING' });

/** Not ready for the first `calls` calls. */
export function readyAfter(calls: number): Behaviour {
  return firstCalls(calls, stillProcessing, changing);
}

export const extractionFails: Behaviour = ({ document }) => answer({ id: document, status: 'FAILED' });

/** Data first, a failed extraction ever after. */
export const dataThenFailure: Behaviour = firstCalls(1, constant, extractionFails);

/** Data, of another document than the one that was asked for. */
export const anotherDocument: Behaviour = ({ document }) =>
  answer({ id: `not-${document}`, status: 'DONE', total: 99 });

/** Done, and no data: the provider should have some. */
export const withoutData: Behaviour = ({ document }) => answer({ id: document, status: 'DONE' });

/** The extraction is complete, and the document holds nothing to extract. */
export const foundNothing: Behaviour = ({ document }) =>
  answer({ id: document, status: 'DONE', empty: true });

/** The provider's retention is over. */
export const purged: Behaviour = ({ document }) => answer({ id: document, status: 'PURGED' });

/** The provider's own problem, answered with 200. */
export const errorBody: Behaviour = () => answer({ error: 'Internal error' });

export const missing: Behaviour = () => respond(404, {});

export const deadLink: Behaviour = () => respond(403, {});

/** What the link of an archived event leads to. */
export const note: Behaviour = ({ document }) => answer({ id: document, note: 'batch of 3' });

/** `first` for so many calls, then `next`. */
export function firstCalls(calls: number, first: Behaviour, next: Behaviour): Behaviour {
  return (asked) => (asked.times < calls ? first(asked) : next(asked));
}

/** `first` until then (epoch milliseconds), then `next`. */
export function until(time: number, first: Behaviour, next: Behaviour): Behaviour {
  return (asked) => (asked.now < time ? first(asked) : next(asked));
}

/** `status` until `end` (epoch milliseconds), then `next`. */
export function refusing(
  status: number,
  end: number,
  { next, headers = {} }: { next: Behaviour; headers?: Record<string, string> },
): Behaviour {
  return until(end, () => respond(status, {}, headers), next);
}
