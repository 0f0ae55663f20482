import { type ErrorKind, kindOfStatus, ProviderError } from '../../domain/error-kinds';
import type { HttpResponse } from '../../domain/http-client';
import type { ObtainRequest } from '../../domain/provider';
import { retryAfterOf } from '../../domain/retry-policy';
import { urlUnder } from './base-url';

/** What a call needs of the request it serves. */
export type CallContext = Pick<ObtainRequest<unknown>, 'http' | 'apiToken' | 'now' | 'deadline' | 'maxBytes'>;

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
  readonly kind?: ErrorKind;
  /** The provider's error code; never its message, which may hold data. */
  readonly code?: string;
}

const REMEDIES: Readonly<Record<ErrorKind, string>> = {
  credentials:
    "Put a valid token with access to this document into the source's apiToken secret, or settle the account.",
  not_found:
    'It may not be visible yet; otherwise it was deleted, or the token belongs to another organization or workspace.',
  throttled: 'It is asked again later; lower the requests per second of this provider if this goes on.',
  transient:
    "It is asked again later; if this goes on, check the source's base URL and the provider's status page.",
  not_ready: 'It is asked again later.',
  permanent: "Check the source's options against the provider's documentation, then redrive the event.",
};

/**
 * GET with the source's API token, to the source's own base URL alone: a redirect is an error, never followed, so that no
 * answer can send the token elsewhere. Gives the response of a 2xx status only.
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
  if (response.status >= 200 && response.status < 300) {
    return response;
  }
  throw statusError(call, response, context.now);
}

/** The error of a status that is not a success. */
export function statusError(
  call: Pick<ApiCall, 'name' | 'refine'>,
  response: HttpResponse,
  now: number,
): ProviderError {
  const refinement = call.refine?.(response) ?? {};
  const kind = refinement.kind ?? kindOfStatus(response.status);
  const code = refinement.code === undefined ? '' : ` (${refinement.code})`;
  const message = `${call.name}: got HTTP ${response.status}${code}, expected 200. ${REMEDIES[kind]}`;
  const retryAfter = retryAfterOf(response.headers, now);
  return new ProviderError(kind, message, retryAfter === undefined ? {} : { retryAfter });
}

/** A 2xx whose body is not what the documentation says: half an answer, or a proxy's page. */
export function malformedBody(name: string): ProviderError {
  return new ProviderError(
    'transient',
    `${name}: got a body that is not a JSON object in UTF-8, expected one. ${REMEDIES.transient}`,
  );
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
