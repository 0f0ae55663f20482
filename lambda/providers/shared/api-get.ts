import { readRetryAfter } from '../../domain/lifecycle/retry-policy';
import {
  classifyStatus,
  type ErrorKind,
  ProviderError,
  type StatusKind,
} from '../../domain/provider/error-kinds';
import type {
  ApiRequest,
  FetchOutcome,
  FetchRequest,
  HttpClient,
  HttpResponse,
  TokenStatus,
} from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { isGiven, JsonView } from '../../domain/text/json-view';
import { MAX_ID_LENGTH, parseId } from './provider-text';

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
 * GET with the source's API token, to the source's own base URL only. A redirect is an error and never followed, so no answer can
 * send the token elsewhere. Only a 200 is an answer: the other 2xx hold a part, or nothing.
 * @throws ProviderError of the status's kind, with `Retry-After` if the provider sent one
 */
export async function apiGet(
  call: ApiCall,
  context: Omit<ApiRequest<unknown>, 'options'>,
): Promise<HttpResponse> {
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
  const { origin, pathname } = new URL(`${root}/`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin !== origin || !url.pathname.startsWith(pathname)) {
    throw new ProviderError(
      'permanent',
      'The path of an API call leads out of its base URL, expected one below it. Nothing was asked.',
    );
  }
  return text;
}

/** The error of an event whose body is gone, and whose record names nothing to ask for. */
export function bodyLost(providerName: string): ProviderError {
  return new ProviderError(
    'body_lost',
    `${providerName} event: its body is gone from S3, and the record does not name the document to ask for. ` +
      'Have the provider send the event again.',
  );
}

/**
 * Refuses an answer that names another document than the event, before the answer's status is believed. An id that either side does
 * not name, or that is null, is no disagreement; one that no document can have is. A number and a text are the same when their exact
 * texts are. `ids`: by the provider's name of them, such as `fileId`.
 * @throws ProviderError `identity_mismatch`; the ids themselves go to `onMismatch` alone
 */
export function refuseOtherDocument(
  call: string,
  ids: Readonly<Record<string, readonly [expected: string | undefined, got: JsonView | undefined]>>,
  { onMismatch }: Pick<FetchRequest<unknown>, 'onMismatch'>,
): void {
  for (const [field, [expected, view]] of Object.entries(ids)) {
    const got = isGiven(view) ? (parseId(view) ?? describeUnusable(view)) : undefined;
    if (expected !== undefined && got !== undefined && got !== expected) {
      onMismatch({ field, expected, got });
      throw new ProviderError(
        'identity_mismatch',
        `${call}: got the ${field} of another document, expected that of the event. The answer was not stored.`,
      );
    }
  }
}

/** What an id that `parseId` refuses is, in words that hold nothing of it. */
function describeUnusable(view: JsonView): string {
  const { type, text } = view;
  if (type === 'array' || type === 'object') {
    return `an ${type}`;
  }
  if (text === '') {
    return 'an empty string';
  }
  if ((text ?? view.exactText).length > MAX_ID_LENGTH) {
    return `a ${type} of more than ${MAX_ID_LENGTH} characters`;
  }
  return text === undefined ? `a ${type}` : 'a string that is not well-formed';
}

/** Errors that say nothing about the document and do not last. */
const WORTH_A_RETRY: readonly ErrorKind[] = ['transient', 'throttled', 'credentials', 'identity_mismatch'];

/**
 * Waits for what the provider says of a failed extraction. The event already says that it failed, so without a reason the
 * outcome is still a failed extraction.
 * @throws ProviderError if another attempt may bring the reason
 */
export async function awaitReason(
  asked: Promise<FetchOutcome>,
  withoutReason: FetchOutcome,
): Promise<FetchOutcome> {
  try {
    const fetched = await asked;
    return fetched.kind === 'extraction_failed' ? fetched : withoutReason;
  } catch (error) {
    if (error instanceof ProviderError && !WORTH_A_RETRY.includes(error.kind)) {
      return withoutReason;
    }
    throw error;
  }
}

/**
 * Classifies a token by one harmless call, made for something that need not exist: any answer but a refusal shows that the
 * provider accepts the token. @throws ProviderError if the answer says nothing about the token (network, 429, 5xx)
 */
export async function classifyToken<Options>(
  request: ApiRequest<Options>,
  call: (request: ApiRequest<Options>) => Promise<unknown>,
): Promise<TokenStatus> {
  let status = 0;
  const get: HttpClient['get'] = async (one) => {
    const response = await request.http.get(one);
    ({ status } = response);
    return response;
  };
  try {
    await call({ ...request, http: { get } });
    return 'accepted';
  } catch (error) {
    const kind = error instanceof ProviderError ? error.kind : undefined;
    if (kind === 'credentials') {
      return status === 402 || status === 403 ? 'unclear' : 'refused';
    }
    if (status !== 0 && (kind === 'not_found' || kind === 'permanent')) {
      return 'accepted';
    }
    throw error;
  }
}
