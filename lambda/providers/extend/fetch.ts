import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, FetchRequest } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { awaitReason, bodyLost } from '../shared/api-get';
import { parseId } from '../shared/provider-text';
import { fetchRun, toData, toFailure } from './fetch-run';
import type { ExtendOptions } from './manifest';
import { checkLinkedContent, checkLinkedRun, followLink, linkError } from './payload-link';
import { findArchivedLink, parseRunPayload, RUN_OBJECT } from './webhook';

type Request = FetchRequest<ExtendOptions>;

/** Extend sends the result itself, or a link to it that dies after an hour; the run can then be asked for by its id. */
export async function fetchResult(request: Request): Promise<FetchOutcome> {
  const { event, body, refetch } = request;
  const { documentId } = event;
  if (event.disposition === 'archive_link') {
    return fetchContent(request);
  }
  if (documentId !== undefined && refetch) {
    return fetchRun(documentId, request);
  }
  if (!body) {
    if (documentId === undefined) {
      throw bodyLost('Extend');
    }
    const fetched = fetchRun(documentId, request);
    return event.failed ? awaitReason(fetched, toFailure()) : fetched;
  }
  const payload = parseRunPayload(body.member('payload'));
  if (payload.kind === 'link') {
    return fetchLinkedRun(payload.url, request);
  }
  if (event.failed) {
    return toFailure(payload.kind === 'inline' ? payload.run : undefined);
  }
  if (payload.kind === 'invalid') {
    throw new ProviderError('permanent', `Extend event: ${payload.reason} Nothing can be fetched for it.`);
  }
  // The event type says that the run was processed: an output is the result, whatever the status beside it.
  if (payload.run.member('output')?.type === 'object') {
    return { ...toData(payload.run), carried: true };
  }
  if (documentId !== undefined) {
    return fetchRun(documentId, request);
  }
  throw new ProviderError(
    'empty_result',
    'Extend event: got a processed run with neither output nor id, expected one of them. Look at the run in the Extend dashboard.',
  );
}

/** Follows the payload's own link alone: an archived event has nothing to ask the API for. */
async function fetchContent(request: Request): Promise<FetchOutcome> {
  if (!request.body) {
    throw bodyLost('Extend');
  }
  try {
    const answer = await followLink(findArchivedLink(request.body.member('payload'))?.url, request);
    checkLinkedContent(answer, request);
    return { kind: 'content', content: answer.bytes };
  } catch (error) {
    throw error instanceof ProviderError ? linkError(error, request) : error;
  }
}

/** Where the run can be asked for by its id, no problem with the link is worth waiting for. */
async function fetchLinkedRun(url: string | undefined, request: Request): Promise<FetchOutcome> {
  const { event, now } = request;
  const { documentId, failed } = event;
  // Where the API can be asked instead, half of the time is left for that: a link that hangs must not take all of it.
  const half = now + Math.floor((request.deadline - now) / 2);
  const deadline = documentId === undefined ? request.deadline : half;
  let answer: JsonView | undefined;
  try {
    answer = await followLink(url, { ...request, deadline });
    checkLinkedRun(answer, request);
    // The documentation's own link names no run; what it leads to does.
    const learnt = documentId === undefined ? parseId(answer.member('id')) : undefined;
    return { ...(failed ? toFailure(answer) : toData(answer)), ...definedOnly({ documentId: learnt }) };
  } catch (error) {
    if (error instanceof ProviderError) {
      return fetchInstead(error, answer, request);
    }
    throw error;
  }
}

/** Asks the API for the run that a link did not give, by the event's id or by that of the `answer` behind the link. */
async function fetchInstead(
  problem: ProviderError,
  answer: JsonView | undefined,
  request: Request,
): Promise<FetchOutcome> {
  const { documentId, failed } = request.event;
  const [object, id] = answer?.pick(['object', 'id']) ?? [];
  const learnt = documentId === undefined && object?.text === RUN_OBJECT ? parseId(id) : undefined;
  const runId = documentId ?? learnt;
  if (runId === undefined) {
    const error = linkError(problem, request);
    // The event says that the run failed: only the reason is missing, and not worth losing the event for.
    if (failed && error.retryUntil === undefined) {
      return toFailure();
    }
    throw error;
  }
  try {
    const fetched = fetchRun(runId, request);
    const outcome = await (failed ? awaitReason(fetched, toFailure()) : fetched);
    return { ...outcome, ...definedOnly({ documentId: learnt }) };
  } catch (error) {
    // The link may be dead at the next attempt.
    throw error instanceof ProviderError && learnt !== undefined
      ? error.retold({ documentId: learnt })
      : error;
  }
}
