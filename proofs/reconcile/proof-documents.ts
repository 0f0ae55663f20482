import { finalFields } from '../../lambda/domain/lifecycle/conditional-write';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import type { ListedDocument } from '../../lambda/domain/provider/provider';
import { type EventRecord, toIso } from '../../lambda/domain/record/event-record';
import { parseBody } from '../../lambda/domain/record/incoming-event';
import { newEventRecord } from '../../lambda/domain/record/new-record';
import type { Source } from '../../lambda/usecases/source';
import type { FinishedDocument } from '../../local/simulators/start-simulators';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface ProofSize {
  readonly documents: number;
  /** Of these the webhook never came before the reconciler looks. */
  readonly missing: number;
  /** Of the missing: their webhooks come afterwards. */
  readonly late: number;
  /** Created longer ago than records live, and changed since: their records expired, half of them are deleted. */
  readonly expired: number;
}

export type ProofKind = 'known' | 'missing' | 'expired';

/** Which kind the nth document is: the missing lie evenly among all, the expired among the others. */
export function chooseKind(at: number, { documents, missing, expired }: ProofSize): ProofKind {
  if (stepsBefore(at + 1, missing, documents) > stepsBefore(at, missing, documents)) {
    return 'missing';
  }
  const others = documents - missing;
  const nth = at - stepsBefore(at, missing, documents);
  return stepsBefore(nth + 1, expired, others) > stepsBefore(nth, expired, others) ? 'expired' : 'known';
}

function stepsBefore(at: number, count: number, all: number): number {
  return Math.floor((at * count) / all);
}

/** The provider's view: all finished, over the last ten days. */
export function proofDocuments(
  size: ProofSize,
  policy: Policy,
  now: number,
): (FinishedDocument & { kind: ProofKind })[] {
  return Array.from({ length: size.documents }, (_, at) => {
    const kind = chooseKind(at, size);
    const updated = now - 60 * MINUTE_MS - Math.floor((at * 10 * DAY_MS) / size.documents);
    const created =
      kind === 'expired' ? now - (policy.recordRetentionDays + 20) * DAY_MS : updated - MINUTE_MS;
    return { id: `file_${at}`, kind, createdAt: toIso(created), updatedAt: toIso(updated) };
  });
}

/** The webhook's body that tells, or would have told, of a document. */
export function createWebhook(document: FinishedDocument, { provider, options }: Source): Buffer {
  const { id: documentId, createdAt, updatedAt } = document;
  const listed: ListedDocument = { documentId, state: 'extracted', createdAt, updatedAt };
  const body = provider.reconciliation?.body(`evt_${documentId}`, listed, options);
  return Buffer.from(body ?? []);
}

/** The record that a webhook in time has left. */
export function storedRecord(
  document: FinishedDocument & { kind: ProofKind },
  { source, policy, at }: { source: Source; policy: Policy; at: number },
): EventRecord {
  const body = createWebhook(document, source);
  const { parsed } = parseBody(source.provider, body);
  if (parsed.kind !== 'event') {
    throw new Error(`Proof: got a body that is ${parsed.kind}, expected an event.`);
  }
  const input = { now: at, writeId: `seed-${document.id}`, policy };
  const origin = {
    source: { id: source.id, provider: source.provider.manifest.id },
    origin: 'webhook',
    body,
  } as const;
  const { dueAt: _, workShard: __, ...open } = newEventRecord(parsed.event, { ...input, ...origin });
  return {
    ...open,
    status: 'STORED',
    fetchedAt: at,
    resultKey: `results/proof/${document.id}.json`,
    resultETag: '"proof"',
    resultSha256: open.bodySha256,
    resultBytes: 1,
    ...finalFields(open.pk, 'STORED', input),
  };
}
