import type { HttpClient, HttpGet, HttpResponse } from '../../lambda/domain/http-client';
import type { Clock } from '../../lambda/usecases/ports';

/** How a document's answers unfold; each function may depend on the time and on how often it was asked before. */
export type Behaviour = (asked: { readonly times: number; readonly now: number }) => HttpResponse;

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
    return behaviour ? behaviour({ times, now: this.clock.now() }) : respond(404, {});
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

/** Ready from the start, always the same. */
export const constant: Behaviour = () => respond(200, { status: 'DONE', total: 12.5 });

/** Other data at each call. */
export const changing: Behaviour = ({ times }) => respond(200, { status: 'DONE', total: times });

/** Not ready for the first `calls` calls. */
export function readyAfter(calls: number): Behaviour {
  return ({ times }) =>
    respond(200, times < calls ? { status: 'PROCESSING' } : { status: 'DONE', total: times });
}

export const extractionFails: Behaviour = () => respond(200, { status: 'FAILED' });

/** Data first, a failed extraction ever after. */
export const dataThenFailure: Behaviour = ({ times }) =>
  respond(200, times === 0 ? { status: 'DONE', total: 1 } : { status: 'FAILED' });

/** `status` until `until` (epoch milliseconds), then `next`. */
export function refusing(
  status: number,
  until: number,
  { next, headers = {} }: { next: Behaviour; headers?: Record<string, string> },
): Behaviour {
  return (asked) => (asked.now < until ? respond(status, {}, headers) : next(asked));
}
