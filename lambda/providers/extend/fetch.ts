import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, FetchRequest } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { bodyLost, fetchReason } from '../shared/api-get';
import { parseId } from '../shared/provider-text';
import {
  type ExpectedRun,
  FAILED_RUN,
  findContentProblem,
  findRunProblem,
  namedRunId,
  PROCESSED_RUN,
} from './check-link';
import { fetchRun, toData, toFailure } from './fetch-run';
import { followLink, type LinkProblem, linkError, linkProblem } from './follow-link';
import type { ExtendOptions } from './manifest';
import { findArchivedLink, parseRunPayload, type RunPayload } from './payload';

type Request = FetchRequest<ExtendOptions>;

/** Extend sends the result itself, or a link to it that dies after an hour; the run can then be asked for by its id. */
export async function fetchResult(request: Request): Promise<FetchOutcome> {
  const { event, body, refetch } = request;
  if (event.disposition === 'archive_link') {
    return fetchContent(request);
  }
  const { documentId, failed = false } = event;
  if (documentId !== undefined && refetch) {
    return fetchRun(documentId, request);
  }
  if (body) {
    const payload = parseRunPayload(body.member('payload'));
    return failed ? fetchFailure(payload, request) : fetchData(payload, request);
  }
  if (documentId === undefined) {
    throw bodyLost('Extend');
  }
  return failed ? reasonOfRun(documentId, request) : fetchRun(documentId, request);
}

function fetchData(payload: RunPayload, request: Request): FetchOutcome | Promise<FetchOutcome> {
  switch (payload.kind) {
    case 'invalid':
      throw new ProviderError('permanent', `Extend event: ${payload.reason} Nothing can be fetched for it.`);
    case 'inline':
      return takeInline(payload.run, request);
    case 'link':
      return fetchLinked(payload.url, request);
  }
}

/** The event type says that the run was processed: an output beside it is the result, whatever `status` says. */
function takeInline(run: JsonView, request: Request): FetchOutcome | Promise<FetchOutcome> {
  const { documentId } = request.event;
  if (run.member('output')?.type === 'object') {
    return { ...toData(run), carried: true };
  }
  if (documentId !== undefined) {
    return fetchRun(documentId, request);
  }
  throw new ProviderError(
    'empty_result',
    'Extend event: got a processed run with neither output nor id, expected one of them. Look at the run in the Extend dashboard.',
  );
}

async function fetchLinked(url: string | undefined, request: Request): Promise<FetchOutcome> {
  const linked = await runBehind(url, PROCESSED_RUN, request);
  if ('run' in linked) {
    return { ...toData(linked.run), ...nameDocument(linked.id, request) };
  }
  if (linked.id === undefined) {
    throw linkError(linked.problem, request);
  }
  return askForLinkedRun(linked.id, request, fetchRun);
}

/** The event says that the run failed: what is missing is only the reason, and not worth losing the event for. */
async function fetchFailure(payload: RunPayload, request: Request): Promise<FetchOutcome> {
  if (payload.kind !== 'link') {
    return toFailure(payload.kind === 'inline' ? payload.run : undefined);
  }
  const linked = await runBehind(payload.url, FAILED_RUN, request);
  if ('run' in linked) {
    return { ...toFailure(linked.run), ...nameDocument(linked.id, request) };
  }
  if (linked.id !== undefined) {
    return askForLinkedRun(linked.id, request, reasonOfRun);
  }
  const error = linkError(linked.problem, request);
  if (error.retryUntil !== undefined) {
    throw error;
  }
  return toFailure();
}

/** Where only the link named the run, an error names it too: the link may be dead at the next attempt. */
async function askForLinkedRun(
  id: string,
  request: Request,
  ask: (id: string, request: Request) => Promise<FetchOutcome>,
): Promise<FetchOutcome> {
  const { documentId } = nameDocument(id, request);
  try {
    return { ...(await ask(id, request)), ...definedOnly({ documentId }) };
  } catch (error) {
    throw error instanceof ProviderError && documentId !== undefined ? error.retold({ documentId }) : error;
  }
}

function reasonOfRun(id: string, request: Request): Promise<FetchOutcome> {
  return fetchReason(() => fetchRun(id, request), toFailure());
}

/** Only the payload's own link is followed: an archived event has nothing to ask the API for. */
async function fetchContent(request: Request): Promise<FetchOutcome> {
  if (!request.body) {
    throw bodyLost('Extend');
  }
  const url = findArchivedLink(request.body.member('payload'))?.url;
  const outcome = url === undefined ? noAddress() : await followLink(url, request);
  if (outcome.kind === 'problem') {
    throw linkError(outcome, request);
  }
  const problem = findContentProblem(outcome.answer, request);
  if (problem) {
    throw linkError(problem, request);
  }
  return { kind: 'content', content: outcome.answer.bytes };
}

/** `id`: of the run to ask the API for, by the event or by what the link led to. */
type Linked = { readonly id: string | undefined } & (
  | { readonly run: JsonView }
  | { readonly problem: LinkProblem }
);

/** Where the run can be asked for by its id, no problem with the link is worth waiting for. */
async function runBehind(url: string | undefined, expected: ExpectedRun, request: Request): Promise<Linked> {
  const { documentId } = request.event;
  const deadline = linkDeadline(request);
  const outcome = url === undefined ? noAddress() : await followLink(url, { ...request, deadline });
  if (outcome.kind === 'problem') {
    return { problem: outcome, id: documentId };
  }
  const { answer } = outcome;
  const problem = findRunProblem(answer, expected, request);
  return problem
    ? { problem, id: documentId ?? namedRunId(answer) }
    : { run: answer, id: parseId(answer.member('id')) };
}

/** Where the API can be asked instead, half of the time is left for that: a link that hangs must not take all of it. */
function linkDeadline({ event, now, deadline }: Request): number {
  return event.documentId === undefined ? deadline : now + Math.floor((deadline - now) / 2);
}

function noAddress(): LinkProblem {
  return linkProblem('got no address');
}

/** The documentation's own link names no run; what it leads to does. */
function nameDocument(id: string | undefined, { event }: Request): { readonly documentId?: string } {
  return event.documentId === undefined ? definedOnly({ documentId: id }) : {};
}
