import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { pathSegment, sha256Hex } from '../../lambda/domain/record/keys';
import type { ExpectedEvent } from './workload';

/**
 * `lost`: no record, or a stored result that is not there. `doubled`: more than one result object. `stuck`: not final.
 * `wrong`: another state or other bytes than were sent and served. `invented`: nobody sent it.
 */
export const PROBLEM_KINDS = ['lost', 'doubled', 'stuck', 'wrong', 'invented'] as const;

export interface Problem {
  readonly kind: (typeof PROBLEM_KINDS)[number];
  /** Key of the record, or of the object. */
  readonly key: string;
  readonly detail: string;
}

/** An event that was sent. `acknowledged`: at least once with 200, so that there must be a record. */
export interface SentEvent {
  readonly expected: ExpectedEvent;
  readonly acknowledged: boolean;
}

/** What was found in the stores, as far as it concerns the load. */
export interface Evidence {
  /** Key → record, of the events sent. */
  readonly records: ReadonlyMap<string, EventRecord>;
  /** Keys of all records. */
  readonly recordKeys: readonly string[];
  /** Key → bytes of all results. */
  readonly results: ReadonlyMap<string, Buffer>;
}

/** Everything that is not as the promise has it; empty when it was kept. */
export function findProblems(sent: readonly SentEvent[], evidence: Evidence): readonly Problem[] {
  const known = new Set(sent.map(({ expected }) => expected.pk));
  return [
    ...sent.flatMap((event) => recordProblems(event, evidence)),
    ...objectProblems(sent, evidence),
    ...evidence.recordKeys
      .filter((key) => !known.has(key))
      .map((key) => problem('invented', key, 'a record nobody sent an event for')),
  ];
}

function recordProblems({ expected, acknowledged }: SentEvent, evidence: Evidence): readonly Problem[] {
  const { pk } = expected;
  const record = evidence.records.get(pk);
  if (!record) {
    return acknowledged ? [problem('lost', pk, 'answered 200, and there is no record')] : [];
  }
  if (!isFinal(record.status)) {
    return [problem('stuck', pk, `${record.status}, due ${record.dueAt}${reason(record)}`)];
  }
  if (record.status !== expected.status) {
    const detail = `got ${record.status}${reason(record)}, expected ${expected.status}`;
    return [problem('wrong', pk, detail)];
  }
  if (record.bodySha256 !== expected.bodySha256) {
    return [problem('wrong', pk, 'the record holds another body than was sent')];
  }
  return record.status === 'STORED' ? resultProblems(expected, record, evidence) : [];
}

function resultProblems(
  expected: ExpectedEvent,
  record: EventRecord,
  evidence: Evidence,
): readonly Problem[] {
  const bytes = evidence.results.get(record.resultKey ?? '');
  if (!bytes) {
    return [problem('lost', expected.pk, `${record.status}, but there is no object at ${record.resultKey}`)];
  }
  if (sha256Hex(bytes) !== record.resultSha256) {
    return [problem('wrong', expected.pk, 'the result’s sha256 is not the record’s')];
  }
  const tail = bytes.subarray(-(expected.tail?.bytes ?? 0));
  return sha256Hex(tail) === expected.tail?.sha256
    ? []
    : [
        problem(
          'wrong',
          expected.pk,
          'event or extraction in the result differ from what was sent and served',
        ),
      ];
}

function objectProblems(sent: readonly SentEvent[], { results }: Evidence): readonly Problem[] {
  const stored = sent.filter(({ expected }) => expected.status === 'STORED');
  const owners = new Set(stored.map(({ expected }) => toOwner(expected)));
  const first = new Map<string, string>();
  return [...results.keys()].flatMap((key) => {
    const owner = ownerOfResult(key);
    if (!owners.has(owner)) {
      return [problem('invented', key, 'a result of no event that has one')];
    }
    const before = first.get(owner);
    first.set(owner, key);
    return before === undefined ? [] : [problem('doubled', key, `the event has another result at ${before}`)];
  });
}

/** Names an event as the keys of results do: by source and event id, whatever else the key holds. */
export function toOwner({ source, eventId }: Pick<ExpectedEvent, 'source' | 'eventId'>): string {
  return `source=${source}/${pathSegment(eventId)}.json`;
}

/** @see toOwner */
export function ownerOfResult(key: string): string {
  const segments = key.split('/');
  return `${segments.find((segment) => segment.startsWith('source='))}/${segments.at(-1)}`;
}

function reason({ lastError }: EventRecord): string {
  return lastError ? ` (${lastError.kind}: ${lastError.message})` : '';
}

function problem(kind: Problem['kind'], key: string, detail: string): Problem {
  return { kind, key, detail };
}

const SHOWN = 20;

/** `12 × 200 accepted, 3 × 503`, most frequent first. */
export function describeCounts(counts: ReadonlyMap<string, number>): string {
  const entries = [...counts].sort(([, a], [, b]) => b - a);
  return entries.map(([what, count]) => `${count} × ${what}`).join(', ') || 'none';
}

export function describeStates(records: readonly EventRecord[]): string {
  const counts = new Map<string, number>();
  for (const { status } of records) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return `${records.length} (${describeCounts(counts)})`;
}

/** One line of counts, `0 lost, 0 doubled, …`, then the first problems themselves. */
export function describeProblems(problems: readonly Problem[]): string {
  const counts = PROBLEM_KINDS.map((kind) => `${problems.filter((one) => one.kind === kind).length} ${kind}`);
  const lines = problems.slice(0, SHOWN).map(({ kind, key, detail }) => `✗ ${kind}: ${key}: ${detail}`);
  const more = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  return [counts.join(', '), ...lines, ...more].join('\n');
}
