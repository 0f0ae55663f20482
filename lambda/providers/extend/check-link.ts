import { ProviderError } from '../../domain/error-kinds';
import { isGiven, type JsonView } from '../../domain/json-view';
import type { ObtainRequest } from '../../domain/provider';
import { refuseOtherDocument } from '../shared/identity';
import { parseId, plainWord } from '../shared/provider-text';
import { LINK, type LinkTrouble, linkTrouble } from './follow-link';

type Context = Pick<ObtainRequest<unknown>, 'event' | 'onMismatch'>;

/** What makes the JSON object behind a link the run that an event tells of. */
export interface ExpectedRun {
  readonly statuses: readonly string[];
  readonly needsOutput: boolean;
}

export const PROCESSED_RUN: ExpectedRun = { statuses: ['PROCESSED'], needsOutput: true };
export const FAILED_RUN: ExpectedRun = { statuses: ['FAILED', 'CANCELLED'], needsOutput: false };

/** Why the JSON object behind a link is not the run that is expected; undefined when it is. An error's body is such an object too. */
export function findRunTrouble(
  answer: JsonView,
  { statuses, needsOutput }: ExpectedRun,
  context: Context,
): LinkTrouble | undefined {
  const [object, id, status, output] = answer.pick(['object', 'id', 'status', 'output']);
  const isNamedRun = object?.text === 'extract_run';
  if (isGiven(object) && !isNamedRun) {
    return linkTrouble('got an object of another kind');
  }
  const other = findOtherDocument(id, context);
  if (other) {
    return other;
  }
  // A run of this API always has a status; without one, its name has to say what it is.
  if (!isGiven(status) && !isNamedRun) {
    return linkTrouble('got an object without a status');
  }
  if (isGiven(status) && !statuses.includes(status.text ?? '')) {
    return linkTrouble(`got a run of the status ${plainWord(status)}`);
  }
  return needsOutput && output?.type !== 'object' ? linkTrouble('got a run without an output') : undefined;
}

/** Why the JSON object behind an archived event's link is not the event's content; undefined when it is taken for it. */
export function findContentTrouble(answer: JsonView, context: Context): LinkTrouble | undefined {
  const [object, id, code, message, error] = answer.pick(['object', 'id', 'code', 'message', 'error']);
  if (answer.isEmpty) {
    return linkTrouble('got an empty object');
  }
  const isError = [code, message, error].some(isGiven) && !isGiven(object) && !isGiven(id);
  return isError ? linkTrouble("got an error's body") : findOtherDocument(id, context);
}

/** The id of an answer that calls itself an extract run. */
export function namedRunId(answer: JsonView): string | undefined {
  const [object, id] = answer.pick(['object', 'id']);
  return object?.text === 'extract_run' ? parseId(id) : undefined;
}

function findOtherDocument(id: JsonView | undefined, context: Context): LinkTrouble | undefined {
  try {
    refuseOtherDocument(LINK, [{ field: 'id', expected: context.event.documentId, got: id }], context);
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) {
      return { kind: 'trouble', message: error.message, errorKind: 'identity_mismatch', cause: error };
    }
    throw error;
  }
}
