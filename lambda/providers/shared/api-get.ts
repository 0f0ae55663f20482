import { readRetryAfter } from '../../domain/lifecycle/retry-policy';
import { classifyStatus, ProviderError, type StatusKind } from '../../domain/provider/error-kinds';
import type { ApiRequest, HttpResponse } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { JsonView } from '../../domain/text/json-view';

export type CallContext = Omit<ApiRequest<unknown>, 'options'>;

export interface ApiCall {
  /** For messages, such as "Limai get-file-data". */
  readonly name: string;
  /** The source's configured base URL: the token goes to no other host. */
  readonly base: string;
  /** Path and query below it, from the slash on; ids in it are encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the provider's error body says beyond the status. */
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
 * GET with the source's API token, to the source's own base URL only: a redirect is an error and never followed, so that no
 * answer can send the token elsewhere. Only a 200 is an answer: the other 2xx hold a part, or nothing.
 * @throws ProviderError of the status's kind, with `Retry-After` if the provider sent one
 */
export async function apiGet(call: ApiCall, context: CallContext): Promise<HttpResponse> {
  const url = urlUnder(call.base, call.path);
  const { http, now, deadline, maxBytes } = context;
  const token = (await context.apiToken()).trim();
  // A token pasted with a line break would make the HTTP client throw an error of its own, or split the header.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ProviderError(
      'credentials',
      "API token: got text that cannot stand in a header, expected visible ASCII. Put the token into the source's apiToken secret again.",
    );
  }
  const headers = { accept: 'application/json', ...call.headers, authorization: `Bearer ${token}` };
  const response = await http.get({ url, headers, deadline, maxBytes });
  if (response.status === 200) {
    return response;
  }
  const refinement = call.refine?.(response) ?? {};
  const kind = refinement.kind ?? classifyStatus(response.status);
  const code = refinement.code === undefined ? '' : ` (${refinement.code})`;
  const message = `${call.name}: got HTTP ${response.status}${code}, expected 200. ${REMEDIES[kind]}`;
  throw new ProviderError(kind, message, definedOnly({ retryAfter: readRetryAfter(response.headers, now) }));
}

/** The error of a 200 whose body is not as documented: half an answer, a proxy's page, an error under another name. */
export function malformedBody(name: string, expected = 'a JSON object in UTF-8'): ProviderError {
  return new ProviderError(
    'transient',
    `${name}: got a body of another form, expected ${expected}. ${REMEDIES.transient}`,
  );
}

/** The JSON object of an answer. @throws ProviderError `transient` if it is none */
export function parseAnswer(name: string, { body }: HttpResponse): JsonView {
  const answer = JsonView.of(body);
  if (answer?.type !== 'object') {
    throw malformedBody(name);
  }
  return answer;
}

/**
 * An address below a base URL.
 * @throws ProviderError when `path` would lead anywhere else: to another host, port, or above the base
 */
export function urlUnder(base: string, path: string): string {
  const root = base.replace(/\/$/, '');
  const text = `${root}${path}`;
  if (!URL.canParse(text) || !isUnder(new URL(text), new URL(root))) {
    throw new ProviderError(
      'permanent',
      'The path of an API call leads out of its base URL, expected one below it. Nothing was asked.',
    );
  }
  return text;
}

function isUnder(url: URL, root: URL): boolean {
  return url.origin === root.origin && url.pathname.startsWith(`${root.pathname.replace(/\/$/, '')}/`);
}

/** The error of an event whose body is gone, and whose record names nothing to ask for. */
export function bodyLost(providerName: string): ProviderError {
  return new ProviderError(
    'body_lost',
    `${providerName} event: its body is gone from S3, and the record does not name the document to ask for. ` +
      'Have the provider send the event again.',
  );
}
