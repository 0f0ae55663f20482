import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchRequest } from '../../domain/provider/provider';
import { isGiven, type JsonView } from '../../domain/text/json-view';
import { refuseOtherDocument } from '../shared/api-get';
import { parseId, plainWord } from '../shared/provider-text';
import { LINK, type LinkProblem, linkProblem } from './follow-link';
import { isResourceOf, RUN_OBJECT } from './payload';

type Context = Pick<FetchRequest<unknown>, 'event' | 'onMismatch'>;

/** What makes the JSON object behind a link the run that an event tells of. */
export interface ExpectedRun {
  readonly statuses: readonly string[];
  readonly needsOutput: boolean;
}

export const PROCESSED_RUN: ExpectedRun = { statuses: ['PROCESSED'], needsOutput: true };
export const FAILED_RUN: ExpectedRun = { statuses: ['FAILED', 'CANCELLED'], needsOutput: false };

/** Why the JSON object behind a link is not the run that is expected; undefined when it is. An error's body is such an object too. */
export function findRunProblem(
  answer: JsonView,
  { statuses, needsOutput }: ExpectedRun,
  context: Context,
): LinkProblem | undefined {
  const [object, id, status, output] = answer.pick(['object', 'id', 'status', 'output']);
  const isNamedRun = object?.text === RUN_OBJECT;
  if (isGiven(object) && !isNamedRun) {
    return linkProblem('got an object of another kind');
  }
  const other = findOtherDocument(id, context);
  if (other) {
    return other;
  }
  // A run of this API always has a status; without one, its name has to say what it is.
  if (!isGiven(status) && !isNamedRun) {
    return linkProblem('got an object without a status');
  }
  if (isGiven(status) && !statuses.includes(status.text ?? '')) {
    return linkProblem(`got a run of the status ${plainWord(status)}`);
  }
  if (!needsOutput && !isNamedRun && !hasId(id, context.event.documentId)) {
    return linkProblem('got an object that names neither itself a run nor the run of the event');
  }
  return needsOutput && output?.type !== 'object' ? linkProblem('got a run without an output') : undefined;
}

/** Why the JSON object behind an archived event's link is not the event's content; undefined when it is taken for it. */
export function findContentProblem(answer: JsonView, context: Context): LinkProblem | undefined {
  const [object, id] = answer.pick(['object', 'id']);
  if (answer.values().next().done) {
    return linkProblem('got an empty object');
  }
  if (!isResourceOf(context.event.eventType, object?.text)) {
    return linkProblem('got an object that does not name itself a resource of this event');
  }
  return findOtherDocument(id, context);
}

/** The id of an answer that calls itself an extract run. */
export function namedRunId(answer: JsonView): string | undefined {
  const [object, id] = answer.pick(['object', 'id']);
  return object?.text === RUN_OBJECT ? parseId(id) : undefined;
}

/** Whether an id is given, and is the one that is known. */
function hasId(id: JsonView | undefined, known: string | undefined): boolean {
  return known !== undefined && parseId(id) === known;
}

function findOtherDocument(id: JsonView | undefined, context: Context): LinkProblem | undefined {
  try {
    refuseOtherDocument(LINK, [{ field: 'id', expected: context.event.documentId, got: id }], context);
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) {
      return { kind: 'problem', message: error.message, errorKind: 'identity_mismatch', cause: error };
    }
    throw error;
  }
}
