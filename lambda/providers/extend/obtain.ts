import { definedOnly } from '../../domain/defined-only';
import { ProviderError } from '../../domain/error-kinds';
import type { Obtained, ObtainRequest } from '../../domain/provider';
import { rawMember } from '../../domain/raw-json';
import type { JsonObject } from '../shared/json-object';
import { idText, reasonText, wordOf } from '../shared/provider-text';
import { followLink, type LinkOutcome } from './follow-link';
import { GET_RUN, getRun } from './get-run';
import type { ExtendOptions } from './options';
import { payloadOf, payloadShape } from './payload';

type Request = ObtainRequest<ExtendOptions>;

/** Extend sends the result itself, or a link to it that dies after an hour; the run can then be asked for by its id. */
export async function obtain(request: Request): Promise<Obtained> {
  const shape = payloadShape(payloadOf(request.body.value) ?? {});
  const isFailure = request.event.failed === true;
  if (shape.kind === 'inline') {
    return isFailure ? failed(shape.payload) : obtainInline(request);
  }
  return isFailure ? obtainFailure(shape.url, request) : obtainLinked(shape.url, request);
}

/** What the event carries is the run as it was then; a replay asks for the run as it is now. */
function obtainInline(request: Request): Obtained | Promise<Obtained> {
  const { documentId } = request.event;
  return request.refetch && documentId !== undefined ? obtainRun(documentId, request) : inlineData(request);
}

async function obtainRun(id: string, request: Request): Promise<Obtained> {
  const { bytes, run } = await getRun(id, request);
  return judgeRun(run, bytes);
}

function inlineData({ body }: Request): Obtained {
  const raw = rawMember(body.text, 'payload');
  if (raw === undefined) {
    throw new ProviderError(
      'permanent',
      'Extend event: got no payload, expected one. Nothing can be stored.',
    );
  }
  return { kind: 'data', extraction: Buffer.from(raw), carried: true };
}

async function obtainLinked(url: string | undefined, request: Request): Promise<Obtained> {
  const outcome = await link(url, request);
  if (outcome.kind === 'payload') {
    return { kind: 'data', extraction: outcome.bytes, ...runNamedBy(outcome.payload, request) };
  }
  if (request.event.documentId === undefined) {
    throw linkLost(outcome.why);
  }
  return obtainRun(request.event.documentId, request);
}

/** The event says the run failed: what is missing is only the reason, and not worth losing the event for. */
async function obtainFailure(url: string | undefined, request: Request): Promise<Obtained> {
  const outcome = await link(url, request);
  if (outcome.kind === 'payload') {
    return { ...failed(outcome.payload), ...runNamedBy(outcome.payload, request) };
  }
  if (request.event.documentId === undefined) {
    return failed({});
  }
  try {
    const { run } = await getRun(request.event.documentId, request);
    return failed(run);
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'permanent' || error.kind === 'not_found')) {
      return failed({});
    }
    throw error;
  }
}

/** The documentation's own link names no run; what it leads to does. */
function runNamedBy({ id }: JsonObject, { event }: Request): Pick<Obtained, 'documentId'> {
  return event.documentId === undefined ? definedOnly({ documentId: idText(id) }) : {};
}

/** Where the run can be asked for by its id, no trouble with the link is worth waiting for. */
async function link(url: string | undefined, request: Request): Promise<LinkOutcome> {
  if (url === undefined) {
    return { kind: 'unusable', why: 'no address' };
  }
  try {
    return await followLink(url, request);
  } catch (error) {
    if (error instanceof ProviderError && request.event.documentId !== undefined) {
      return { kind: 'unusable', why: `trouble (${error.kind})` };
    }
    throw error;
  }
}

/** Every status that is not final is waited for; an unknown one too, as Extend's list is open. */
function judgeRun(run: JsonObject, bytes: Uint8Array): Obtained {
  if (run.status === 'PROCESSED') {
    return { kind: 'data', extraction: bytes };
  }
  if (run.status === 'FAILED' || run.status === 'CANCELLED') {
    return failed(run);
  }
  throw new ProviderError(
    'not_ready',
    `${GET_RUN}: got the status ${wordOf(run.status)}, expected PROCESSED. It is asked again later.`,
  );
}

function failed(run: JsonObject): Obtained {
  const given = [run.failureReason, run.failureMessage].map(reasonText).filter((part) => part !== undefined);
  const unexplained = run.status === 'CANCELLED' ? 'The run was cancelled.' : 'Extend gave no reason.';
  return { kind: 'extraction_failed', reason: reasonText(given.join(': ')) ?? unexplained };
}

function linkLost(why: string): ProviderError {
  return new ProviderError(
    'permanent',
    `Extend payload link: got ${why}, expected the payload; the event names no run id to ask the API for. ` +
      'Take the result from the Extend dashboard, and set the endpoint to a payload format that names the run.',
  );
}
