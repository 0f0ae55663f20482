import { isDeepStrictEqual } from 'node:util';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { NeutralAnswer } from '../../../test/simulated/neutral/neutral-fetch';
import type { ObjectVersion } from '../../../test/simulated/stores/simulated-bucket';
import type { Violation } from '../monitor/violation';

/** An object as it lies in the bucket. */
interface StoredDocument {
  readonly eventId?: string;
  readonly event?: unknown;
  readonly eventBodyLost?: boolean;
  readonly extraction?: NeutralAnswer;
  /** What an archived event's link led to. */
  readonly payload?: NeutralAnswer;
}

/** Checks what an object of the record holds. `bodies`: those the provider sent for it, parsed. */
export function checkContent(
  { body, head }: ObjectVersion,
  record: EventRecord,
  bodies: readonly unknown[],
): Violation[] {
  const stored = JSON.parse(Buffer.from(body).toString()) as StoredDocument;
  const answer = stored.extraction ?? stored.payload ?? {};
  const empty = head.empty === true;
  return [
    ...identityProblems(stored, answer, { record, bodies }).map(
      (detail) => ({ invariant: 'identity', detail: `${record.pk}: ${detail}` }) as const,
    ),
    ...emptinessProblems(stored, answer, empty).map(
      (detail) => ({ invariant: 'emptiness', detail: `${record.pk}: ${detail}` }) as const,
    ),
  ];
}

function identityProblems(
  stored: StoredDocument,
  answer: NeutralAnswer,
  { record, bodies }: { readonly record: EventRecord; readonly bodies: readonly unknown[] },
): string[] {
  const problems: string[] = [];
  if (stored.eventId !== record.eventId) {
    problems.push(`the object is of event ${stored.eventId}`);
  }
  // An event that names no document learns it from the data.
  if (answer.id !== (record.documentId ?? answer.id)) {
    problems.push(`the object holds document ${answer.id}, the record is of ${record.documentId}`);
  }
  const isSent = bodies.some((sent) => isDeepStrictEqual(sent, stored.event));
  const isLost = stored.event === null && stored.eventBodyLost === true;
  if (!isSent && !isLost) {
    problems.push('the object holds a body that the provider did not send');
  }
  return problems;
}

function emptinessProblems(stored: StoredDocument, answer: NeutralAnswer, empty: boolean): string[] {
  if (answer.error !== undefined || (answer.status ?? 'DONE') !== 'DONE') {
    return ['the object holds an answer that is no result'];
  }
  const hasData = stored.payload ? answer.note !== undefined : answer.total !== undefined;
  if (!hasData && !empty) {
    return ['the object holds no data'];
  }
  return hasData && empty ? ['the object is called empty and holds data'] : [];
}

/** What a record says of its object. `owner`: whose object it is, where the record shares one. */
export function checkMarks(
  { head }: ObjectVersion,
  { pk, documentId, resultEmpty, resultReviewed, fetchedAt }: EventRecord,
  owner: EventRecord,
): Violation[] {
  const problems: Violation[] = [];
  const agrees =
    resultEmpty === head.empty && resultReviewed === head.reviewed && fetchedAt === head.fetchedAt;
  if (!agrees) {
    problems.push({
      invariant: 'emptiness',
      detail: `${pk} says otherwise than its object whether it is empty or reviewed, or how old it is`,
    });
  }
  if (documentId !== owner.documentId) {
    problems.push({ invariant: 'identity', detail: `${pk} shares a result of document ${owner.documentId}` });
  }
  return problems;
}
