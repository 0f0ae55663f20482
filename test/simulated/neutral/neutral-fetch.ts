import { readRetryAfter } from '../../../lambda/domain/lifecycle/retry-policy';
import { classifyStatus, ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type {
  FetchOutcome,
  FetchRequest,
  HttpClient,
  HttpResponse,
} from '../../../lambda/domain/provider/provider';
import { definedOnly } from '../../../lambda/domain/text/defined-only';
import { utf8Text } from '../../../lambda/domain/text/unicode';
import { parseNeutralBody } from './neutral-body';
import { NEUTRAL_ORIGIN } from './neutral-reconciliation';

/** How long a link lives, in milliseconds. */
export const LINK_LIFE_MS = 3_600_000;

/** What the API and the links answer. */
export interface NeutralAnswer {
  /** The document it is about. */
  readonly id?: string;
  readonly status?: 'PROCESSING' | 'DONE' | 'FAILED' | 'PURGED';
  /** The extracted data. */
  readonly total?: number;
  /** The extraction is complete, and nothing was found. */
  readonly empty?: true;
  /** A person reviewed the data. */
  readonly reviewed?: true;
  /** What an archived event's link leads to. */
  readonly note?: string;
  /** The provider's own problem, answered with 200. */
  readonly error?: string;
}

type Request = FetchRequest<unknown>;

const EXTRACTION_FAILED = {
  kind: 'extraction_failed',
  reason: 'The provider could not read the document.',
} as const;

/** Follows the event's link where it has one, and asks the API where the link does not help. */
export async function fetchNeutral(request: Request): Promise<FetchOutcome> {
  const { event, refetch } = request;
  const url = request.body && parseNeutralBody(request.body)?.url;
  if (event.disposition === 'archive_link') {
    return { kind: 'content', content: await contentBehind(url ?? '', request) };
  }
  if (event.failed && !refetch) {
    return EXTRACTION_FAILED;
  }
  if (url !== undefined && (!refetch || event.documentId === undefined)) {
    const linked = await fetchLinked(url, request);
    if (linked) {
      return linked;
    }
  }
  const token = await request.apiToken();
  const path = `${NEUTRAL_ORIGIN}/documents/${event.documentId}`;
  const answer = await get(path, request, { authorization: token });
  if (answer.status !== 200) {
    throw refusal(answer, request.now);
  }
  return readAnswer(answer.body, request);
}

/** Undefined: the link is dead or leads to another document, and the API can be asked. */
async function fetchLinked(url: string, request: Request): Promise<FetchOutcome | undefined> {
  const isOnlyWay = request.event.documentId === undefined;
  const linked = await get(url, { ...request, http: request.download });
  if (isDead(linked)) {
    if (isOnlyWay) {
      throw deadLink(request);
    }
    return undefined;
  }
  if (linked.status !== 200) {
    throw refusal(linked, request.now);
  }
  try {
    return readAnswer(linked.body, request);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'identity_mismatch') {
      return undefined;
    }
    throw error;
  }
}

async function contentBehind(url: string, request: Request): Promise<Uint8Array> {
  const linked = await get(url, { ...request, http: request.download });
  if (isDead(linked)) {
    throw deadLink(request);
  }
  if (linked.status !== 200) {
    throw refusal(linked, request.now);
  }
  if (parseAnswer(linked.body).note === undefined) {
    throw new ProviderError('transient', 'The link leads to no note.');
  }
  return linked.body;
}

/** Until its hour is over a link that is refused may be asked again. */
function deadLink({ bodyReceivedAt, now }: Request): ProviderError {
  const retryUntil = bodyReceivedAt + LINK_LIFE_MS;
  return now < retryUntil
    ? new ProviderError('transient', 'The link was refused.', { retryUntil })
    : new ProviderError('link_expired', 'The link is dead; only a new delivery can bring another.');
}

function isDead({ status }: HttpResponse): boolean {
  return status === 403 || status === 404 || status === 410;
}

function get(
  url: string,
  { http, deadline, maxBytes }: { http: HttpClient; deadline: number; maxBytes: number },
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  return http.get({ url, headers, deadline, maxBytes });
}

function refusal({ status, headers }: HttpResponse, now: number): ProviderError {
  const retryAfter = readRetryAfter(headers, now);
  return new ProviderError(classifyStatus(status), `The provider answered ${status}.`, {
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

/** @throws ProviderError for everything that is neither this document's data nor its failed extraction */
function readAnswer(body: Uint8Array, { event, onMismatch }: Request): FetchOutcome {
  const { id, status, empty, reviewed, ...data } = parseAnswer(body);
  const { documentId: expected } = event;
  if (expected !== undefined && id !== undefined && id !== expected) {
    onMismatch({ field: 'id', expected, got: id });
    throw new ProviderError('identity_mismatch', 'The answer names another document.');
  }
  const named = expected === undefined ? definedOnly({ documentId: id }) : {};
  switch (status) {
    case 'PROCESSING':
      throw new ProviderError('not_ready', 'The document is still being worked on.');
    case 'PURGED':
      throw new ProviderError('no_longer_available', 'The provider has deleted the document.');
    case 'FAILED':
      return { ...EXTRACTION_FAILED, ...named };
    default:
      if (!empty && Object.keys(data).length === 0) {
        throw new ProviderError('empty_result', 'The document is done, and the answer holds no data.');
      }
      return { kind: 'data', extraction: body, ...definedOnly({ empty, reviewed }), ...named };
  }
}

/** @throws ProviderError `transient` for what is cut off, or tells of the provider's own problem */
function parseAnswer(body: Uint8Array): NeutralAnswer {
  const answer = parse(utf8Text(body) ?? '');
  if (answer === undefined) {
    throw new ProviderError('transient', 'The answer is cut off.');
  }
  if (answer.error !== undefined) {
    throw new ProviderError('transient', 'The answer tells of an error.');
  }
  return answer;
}

function parse(text: string): NeutralAnswer | undefined {
  try {
    return JSON.parse(text) as NeutralAnswer;
  } catch {
    return undefined;
  }
}
