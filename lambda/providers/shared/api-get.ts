import { retryAfterOf } from '../../domain/lifecycle/retry-policy';
import { kindOfStatus, ProviderError, type StatusKind } from '../../domain/provider/error-kinds';
import type { HttpResponse } from '../../domain/provider/http-client';
import type { FetchRequest } from '../../domain/provider/provider';
import { JsonView } from '../../domain/text/json-view';
import { urlUnder } from './base-url';

/** What a call needs of the request it serves. */
export type CallContext = Pick<FetchRequest<unknown>, 'http' | 'apiToken' | 'now' | 'deadline' | 'maxBytes'>;

export interface ApiCall {
  /** For messages, such as "Limai get-file-data". */
  readonly name: string;
  /** The source's configured base URL: the token goes to no other host. */
  readonly base: string;
  /** What is asked for below it, from its slash on; ids in it are encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Lets a provider's own error body say more than the status. */
  readonly refine?: (response: HttpResponse) => Refinement;
}

export interface Refinement {
  readonly kind?: 'transient';
  /** The provider's error code; never its message, which may hold data. */
  readonly code?: string;
}

const REMEDIES: Readonly<Record<StatusKind, string>> = {
  credentials:
    "Put a valid token with access to this document into the source's apiToken secret, or settle the account.",
  not_found:
    'It may not be visible yet; otherwise it was deleted, or the token belongs to another organization or workspace.',
  throttled: 'It is asked again later; lower the requests per second of this provider if this goes on.',
  transient:
    "It is asked again later; if this goes on, check the source's base URL and the provider's status page.",
  permanent: "Check the source's options against the provider's documentation, then redrive the event.",
};

/**
 * GET with the source's API token, to the source's own base URL alone: a redirect is an error, never followed, so that no
 * answer can send the token elsewhere. Only a 200 is an answer: the other 2xx hold a part, or nothing.
 * @throws ProviderError of the status's kind, with `Retry-After` where the provider sent one
 */
export async function apiGet(call: ApiCall, context: CallContext): Promise<HttpResponse> {
  const url = urlUnder(call.base, call.path);
  const headers = {
    accept: 'application/json',
    ...call.headers,
    authorization: `Bearer ${await bearerToken(context)}`,
  };
  const { http, deadline, maxBytes } = context;
  const response = await http.get({ url, headers, deadline, maxBytes });
  if (response.status === 200) {
    return response;
  }
  throw statusError(call, response, context.now);
}

function statusError(call: ApiCall, response: HttpResponse, now: number): ProviderError {
  const refinement = call.refine?.(response) ?? {};
  const kind = refinement.kind ?? kindOfStatus(response.status);
  const code = refinement.code === undefined ? '' : ` (${refinement.code})`;
  const message = `${call.name}: got HTTP ${response.status}${code}, expected 200. ${REMEDIES[kind]}`;
  const retryAfter = retryAfterOf(response.headers, now);
  return new ProviderError(kind, message, retryAfter === undefined ? {} : { retryAfter });
}

/** A 200 whose body is not what the documentation says: half an answer, a proxy's page, an error that calls itself none. */
export function malformedBody(name: string, expected = 'a JSON object in UTF-8'): ProviderError {
  return new ProviderError(
    'transient',
    `${name}: got a body of another form, expected ${expected}. ${REMEDIES.transient}`,
  );
}

/** The JSON object of an answer. @throws ProviderError `transient` when it is none */
export function parseAnswer(name: string, { body }: HttpResponse): JsonView {
  const answer = JsonView.of(body);
  if (answer?.type !== 'object') {
    throw malformedBody(name);
  }
  return answer;
}

/** A token pasted with a line break would make the HTTP client throw an error of its own, or split the header. */
async function bearerToken(context: CallContext): Promise<string> {
  const token = (await context.apiToken()).trim();
  if (/^[\x21-\x7e]+$/.test(token)) {
    return token;
  }
  throw new ProviderError(
    'credentials',
    "API token: got text that cannot stand in a header, expected visible ASCII. Put the token into the source's apiToken secret again.",
  );
}
