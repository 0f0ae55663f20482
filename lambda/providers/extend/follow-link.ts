import { readRetryAfter } from '../../domain/lifecycle/retry-policy';
import { type ErrorKind, ProviderError } from '../../domain/provider/error-kinds';
import type { FetchRequest, HttpResponse } from '../../domain/provider/provider';
import { toIso } from '../../domain/record/event-record';
import { definedOnly } from '../../domain/text/defined-only';
import { JsonView } from '../../domain/text/json-view';

export const LINK = 'Extend payload link';
const MAX_REDIRECTS = 3;

/** Extend documents that a signed link lives for an hour. */
const LINK_LIFE_MS = 3_600_000;

const NO_OTHER_WAY = 'The event names nothing to ask the API for.';
const REMEDY =
  'Only a new delivery brings a new link: retry the event in the Extend dashboard, or take the result from there.';

/** What a link led to, or why nothing of it can be used. */
export type LinkOutcome = { readonly kind: 'answer'; readonly answer: JsonView } | LinkProblem;

export interface LinkProblem {
  readonly kind: 'problem';
  /** What was asked, what came, what was expected. Holds no part of the link. */
  readonly message: string;
  /** The kind of error it is while the link lives; `permanent`: no retry can cure it. */
  readonly errorKind: Extract<ErrorKind, 'transient' | 'identity_mismatch' | 'permanent'>;
  readonly retryAfter?: number;
  readonly cause?: ProviderError;
}

type LinkContext = Pick<FetchRequest<unknown>, 'download' | 'now' | 'deadline' | 'maxBytes'>;

/**
 * Downloads the JSON object behind a signed link (valid for one hour): a plain GET without our token. Redirects are followed by
 * hand, so that the client checks each address anew.
 */
export async function followLink(url: string, context: LinkContext): Promise<LinkOutcome> {
  let next = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await download(next, context);
    if ('kind' in response) {
      return response;
    }
    if (!isRedirect(response.status)) {
      return toOutcome(response, context.now);
    }
    const target = redirectTarget(next, response.headers.location);
    if (target === undefined) {
      return linkProblem(`got a redirect (HTTP ${response.status}) without a usable address`);
    }
    next = target;
  }
  return linkProblem(`got more than ${MAX_REDIRECTS} redirects`);
}

/** Problem that may pass: `what` completes the sentence "Extend payload link: …, expected the payload." */
export function linkProblem(what: string, retryAfter?: number): LinkProblem {
  return {
    kind: 'problem',
    message: `${LINK}: ${what}, expected the payload.`,
    errorKind: 'transient',
    ...definedOnly({ retryAfter }),
  };
}

async function download(url: string, context: LinkContext): Promise<HttpResponse | LinkProblem> {
  const { deadline, maxBytes } = context;
  try {
    return await context.download.get({ url, headers: { accept: 'application/json' }, deadline, maxBytes });
  } catch (error) {
    if (error instanceof ProviderError) {
      return clientProblem(error);
    }
    throw error;
  }
}

function clientProblem(error: ProviderError): LinkProblem {
  return {
    kind: 'problem',
    message: `${LINK}: ${error.message}`,
    errorKind: error.kind === 'permanent' ? 'permanent' : 'transient',
    ...definedOnly({ retryAfter: error.retryAfter }),
    cause: error,
  };
}

function toOutcome({ status, headers, body }: HttpResponse, now: number): LinkOutcome {
  if (status !== 200) {
    return linkProblem(`got HTTP ${status}`, readRetryAfter(headers, now));
  }
  const answer = JsonView.of(body);
  return answer?.type === 'object'
    ? { kind: 'answer', answer }
    : linkProblem('got a body that is not a JSON object in UTF-8');
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function redirectTarget(base: string, location: string | undefined): string | undefined {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).href : undefined;
}

/**
 * What problem with a link means where the API cannot be asked instead: another attempt for an hour from the receipt that brought
 * the link, and then the end. A redrive does not count anew, since the link is the old one. What no attempt can cure ends as
 * `link_expired` at once: that is the kind that a new delivery, with a new link, opens again.
 */
export function linkError(
  problem: LinkProblem,
  { now, bodyReceivedAt }: Pick<FetchRequest<unknown>, 'now' | 'bodyReceivedAt'>,
): ProviderError {
  const { message, errorKind, retryAfter, cause } = problem;
  if (errorKind === 'permanent') {
    return new ProviderError('link_expired', `${message} ${NO_OTHER_WAY} ${REMEDY}`, { cause });
  }
  const retryUntil = bodyReceivedAt + LINK_LIFE_MS;
  if (now >= retryUntil) {
    const expired = `${message} The link lived for an hour from ${toIso(bodyReceivedAt)}. ${NO_OTHER_WAY} ${REMEDY}`;
    return new ProviderError('link_expired', expired, { cause });
  }
  const details = definedOnly({ retryAfter, retryUntil, timedOutAfter: cause?.timedOutAfter, cause });
  return new ProviderError(
    errorKind,
    `${message} ${NO_OTHER_WAY} The link is asked again until ${toIso(retryUntil)}.`,
    details,
  );
}
