import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { ReconcileReport } from '../../lambda/usecases/reconcile/reconcile-deps';
import type { Call, ListCall } from '../../local/simulators/start-simulators';
import type { ProofKind, ProofSize } from './proof-documents';

/** What the proof saw. */
export interface ProofFacts {
  /** The first run ended by SIGKILL. */
  readonly killed: boolean;
  readonly listsAtKill: number;
  readonly report: ReconcileReport | undefined;
  /** Events that are none of the seeds: after the second run, and after the late webhooks. */
  readonly captured: readonly EventRecord[];
  readonly late: readonly EventRecord[];
  readonly lists: readonly ListCall[];
  readonly calls: readonly Call[];
  /** Calls for documents before the late webhooks. */
  readonly callsBefore: number;
  readonly resultKeys: readonly string[];
  readonly documents: readonly { readonly id: string; readonly kind: ProofKind }[];
}

/** Limai's pages of 500 that overlap by 50, the other status's page, and the page the kill made ask twice. */
export function listLimit({ documents }: Pick<ProofSize, 'documents'>): number {
  return Math.max(1, Math.ceil((documents - 500) / 450) + 1) + 1 + 1;
}

/** The pace of the proof's configuration. */
const LISTS_PER_SECOND = 8;

/** What is not as acceptance demands, in words. */
export function evaluateProof(facts: ProofFacts, size: ProofSize): readonly string[] {
  return [
    ...wrong('the first run was killed', facts.killed, true),
    ...wrong('documents captured', facts.captured.length, size.missing),
    ...wrong('captured ones that never arrived', missingIds(facts, facts.captured), size.missing),
    ...wrong(
      'captured ones with a result',
      facts.captured.filter(({ status, resultKey }) => status === 'STORED' && resultKey !== undefined).length,
      size.missing,
    ),
    ...checkTotals(facts, size),
    ...checkLate(facts, size),
    ...checkCalls(facts, size),
  ];
}

function checkTotals({ report, documents }: ProofFacts, size: ProofSize): string[] {
  const known = documents.filter(({ kind }) => kind === 'known').length;
  return [
    ...wrong('the second run', report?.outcome, 'complete'),
    ...wrong('missing by its totals', report?.totals.missing, size.missing),
    ...wrong('matched by its totals', report?.totals.matched, known),
    ...wrong('unrecoverable by its totals', report?.totals.unrecoverable, 0),
  ];
}

function checkLate(
  { captured, late, calls, callsBefore, resultKeys }: ProofFacts,
  size: ProofSize,
): string[] {
  const duplicates = new Set(captured.map(({ pk }) => pk));
  const sharing = late.filter(
    ({ sharedResultOf = '', status }) => status === 'STORED' && duplicates.has(sharedResultOf),
  );
  return [
    ...wrong('late webhooks recorded', late.length - captured.length, size.late),
    ...wrong('late webhooks that share a result', sharing.length, size.late),
    ...wrong('calls for late webhooks', calls.length - callsBefore, 0),
    ...wrong('result objects', resultKeys.length, size.missing),
  ];
}

function checkCalls({ calls, lists }: ProofFacts, size: ProofSize): string[] {
  const limit = listLimit(size);
  return [
    ...wrong('calls for documents', calls.length, size.missing),
    ...wrong('documents asked for', new Set(calls.map(({ documentId }) => documentId)).size, size.missing),
    ...wrong(`pages asked for, at most ${limit}`, lists.length <= limit, true),
    ...wrong(
      `pages in any second, at most ${LISTS_PER_SECOND} and those two runs begin with`,
      busiest(lists) <= LISTS_PER_SECOND + 2,
      true,
    ),
  ];
}

function missingIds({ documents }: ProofFacts, records: readonly EventRecord[]): number {
  const missing = new Set(documents.filter(({ kind }) => kind === 'missing').map(({ id }) => id));
  return new Set(records.map(({ documentId = '' }) => documentId).filter((id) => missing.has(id))).size;
}

/** The most calls that lie within one second. */
export function busiest(lists: readonly ListCall[]): number {
  const times = lists.map(({ at }) => Date.parse(at));
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length),
  );
}

function wrong<T>(what: string, got: T, expected: T): string[] {
  return got === expected ? [] : [`${what}: got ${got}, expected ${expected}`];
}
