import { readRetryAfter } from '../../domain/lifecycle/retry-policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchRequest } from '../../domain/provider/provider';
import { toIso } from '../../domain/record/event-record';
import { definedOnly } from '../../domain/text/defined-only';
import { isGiven, JsonView } from '../../domain/text/json-view';
import { refuseOtherDocument } from '../shared/api-get';
import { parseId, plainWord } from '../shared/provider-text';
import { isResourceOf, RUN_OBJECT } from './webhook';

const LINK = 'Extend payload link';
const MAX_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Extend documents that a signed link lives for an hour. */
const LINK_LIFE_MS = 3_600_000;

const NO_OTHER_WAY = 'The event names nothing to ask the API for.';
const REMEDY =
  'Only a new delivery brings a new link: retry the event in the Extend dashboard, or take the result from there.';

type Request = FetchRequest<unknown>;

/**
 * Downloads the JSON object behind a signed link (valid for one hour): a plain GET without our token. Redirects are followed by
 * hand, so that the client checks each address again.
 * @throws ProviderError `permanent` if no retry helps, else `transient`; no part of the link is in its message
 */
export async function followLink(
  url: string | undefined,
  { download, now, deadline, maxBytes }: Pick<Request, 'download' | 'now' | 'deadline' | 'maxBytes'>,
): Promise<JsonView> {
  if (url === undefined) {
    throw linkProblem('got no address');
  }
  let next = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const get = { url: next, headers: { accept: 'application/json' }, deadline, maxBytes };
    const { status, headers, body } = await download.get(get).catch(throwLinkProblem);
    if (status === 200) {
      const answer = JsonView.of(body);
      if (answer?.type !== 'object') {
        throw linkProblem('got a body that is not a JSON object in UTF-8');
      }
      return answer;
    }
    if (!REDIRECTS.includes(status)) {
      throw linkProblem(`got HTTP ${status}`, readRetryAfter(headers, now));
    }
    const { location } = headers;
    if (location === undefined || !URL.canParse(location, next)) {
      throw linkProblem(`got a redirect (HTTP ${status}) without a usable address`);
    }
    next = new URL(location, next).href;
  }
  throw linkProblem(`got more than ${MAX_REDIRECTS} redirects`);
}

function throwLinkProblem(error: unknown): never {
  if (!(error instanceof ProviderError)) {
    throw error;
  }
  const { retryAfter, timedOutAfter } = error;
  const kind = error.kind === 'permanent' ? 'permanent' : 'transient';
  const details = { ...definedOnly({ retryAfter, timedOutAfter }), cause: error };
  throw new ProviderError(kind, `${LINK}: ${error.message}`, details);
}

/** `got` completes the sentence "Extend payload link: …, expected the payload." */
function linkProblem(got: string, retryAfter?: number): ProviderError {
  return new ProviderError(
    'transient',
    `${LINK}: ${got}, expected the payload.`,
    definedOnly({ retryAfter }),
  );
}

/**
 * Checks that the JSON object behind a link is the run that the event tells of: an error's body is such an object too.
 * @throws ProviderError
 */
export function checkLinkedRun(answer: JsonView, request: Request): void {
  const { documentId, failed = false } = request.event;
  const statuses = failed ? ['FAILED', 'CANCELLED'] : ['PROCESSED'];
  const [object, id, status, output] = answer.pick(['object', 'id', 'status', 'output']);
  const isNamedRun = object?.text === RUN_OBJECT;
  if (isGiven(object) && !isNamedRun) {
    throw linkProblem('got an object of another kind');
  }
  refuseOtherDocument(LINK, { id: [documentId, id] }, request);
  // A run of this API always has a status; without one, its name has to say what it is.
  if (!isGiven(status) && !isNamedRun) {
    throw linkProblem('got an object without a status');
  }
  if (isGiven(status) && !statuses.includes(status.text ?? '')) {
    throw linkProblem(`got a run of the status ${plainWord(status)}`);
  }
  if (!failed && output?.type !== 'object') {
    throw linkProblem('got a run without an output');
  }
  if (failed && !isNamedRun && (documentId === undefined || parseId(id) !== documentId)) {
    throw linkProblem('got an object that names neither itself a run nor the run of the event');
  }
}

/** Checks that the JSON object behind an archived event's link is the event's content. @throws ProviderError */
export function checkLinkedContent(answer: JsonView, request: Request): void {
  const { eventType, documentId } = request.event;
  const [object, id] = answer.pick(['object', 'id']);
  if (answer.values().next().done) {
    throw linkProblem('got an empty object');
  }
  if (!isResourceOf(eventType, object?.text)) {
    throw linkProblem('got an object that does not name itself a resource of this event');
  }
  refuseOtherDocument(LINK, { id: [documentId, id] }, request);
}

/**
 * The error of a link where the API cannot be asked instead: it is retried for an hour from the receipt that brought the link. A
 * redrive starts no new hour, since the link is the old one. What no retry helps ends as `link_expired` at once: only a new
 * delivery, with a new link, opens the event again.
 */
export function linkError(problem: ProviderError, { now, bodyReceivedAt }: Request): ProviderError {
  const { kind, message, retryAfter, timedOutAfter, cause } = problem;
  const retryUntil = bodyReceivedAt + LINK_LIFE_MS;
  if (kind === 'permanent' || now >= retryUntil) {
    const age = kind === 'permanent' ? '' : ` The link lived for an hour from ${toIso(bodyReceivedAt)}.`;
    return new ProviderError('link_expired', `${message}${age} ${NO_OTHER_WAY} ${REMEDY}`, { cause });
  }
  return new ProviderError(
    kind,
    `${message} ${NO_OTHER_WAY} The link is asked again until ${toIso(retryUntil)}.`,
    definedOnly({ retryAfter, retryUntil, timedOutAfter, cause }),
  );
}
