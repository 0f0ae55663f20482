import { canTransition, INITIAL_STATUSES, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import { MAX_CRASHES } from '../../../lambda/domain/lifecycle/policy';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { World } from '../../../test/simulated/world';
import type { Actor } from '../engine/actor';
import type { Violation } from '../monitor/violation';
import { checkBody, lacksBody } from './check-body';

/** A record as it began, and when that took effect: epoch milliseconds of the true time. */
export interface Birth {
  readonly record: EventRecord;
  readonly at: number;
}

/** What is known of the world around a write. */
export interface WriteFacts {
  readonly world: World;
  /** Whose call takes effect. */
  actor: Actor | undefined;
  /** Lease token → who holds it. */
  readonly holders: Map<string, Actor>;
  /** Leases of an event in a row that ended without an outcome. */
  readonly abandoned: Map<string, number>;
  /** Source and event id → its records, the first one first. */
  readonly births: Map<string, readonly Birth[]>;
}

/** Checks one write that took effect. */
export function checkWrite(
  before: EventRecord | undefined,
  after: EventRecord,
  facts: WriteFacts,
): Violation[] {
  const problems = before ? checkTransition(before, after, facts) : checkBirth(after, facts);
  noteLease(before, after, facts);
  return problems;
}

function checkBirth(after: EventRecord, { births, world }: WriteFacts): Violation[] {
  if (!INITIAL_STATUSES.includes(after.status)) {
    return [{ invariant: 'lifecycle', detail: `${after.pk} begins as ${after.status}` }];
  }
  const event = JSON.stringify([after.source, after.eventId]);
  const known = births.get(event) ?? [];
  if (known.some(({ record }) => record.pk === after.pk)) {
    return [];
  }
  births.set(event, [...known, { record: after, at: world.clock.now() }]);
  const others = known.map(({ record }) => record);
  const problem = secondRecordProblem(after, others);
  return problem === undefined ? [] : [{ invariant: 'one-record', detail: problem }];
}

/**
 * A second record under one event id says whose id it has, and is of another event: its body names another type, document or
 * outcome. A document that a record learns later does not count, since no key holds it.
 */
function secondRecordProblem(after: EventRecord, others: readonly EventRecord[]): string | undefined {
  const first = others[0]?.pk;
  if (after.sameIdAs !== first) {
    return `${after.pk} has the id of ${first ?? 'no other'}, and names ${after.sameIdAs ?? 'none'}`;
  }
  const same = others.find(
    ({ eventType, documentId, outcome }) =>
      eventType === after.eventType && documentId === after.documentId && outcome === after.outcome,
  );
  return same && `${after.pk} is a second record of ${same.pk}`;
}

function checkTransition(before: EventRecord, after: EventRecord, facts: WriteFacts): Violation[] {
  if (!facts.actor) {
    // What a story arranges before its first process runs.
    return [];
  }
  return [
    ...checkLifecycle(before, after),
    ...checkBody(before, after, facts),
    ...checkFinal(before, after, facts),
    ...checkOwner(before, after, facts),
    ...checkGeneration(before, after, facts),
    ...checkCrashes(before, after, facts),
  ];
}

function checkLifecycle(before: EventRecord, after: EventRecord): Violation[] {
  if (before.receivedAt !== after.receivedAt || before.eventId !== after.eventId) {
    return [{ invariant: 'one-record', detail: `${after.pk} was created over a living record` }];
  }
  return before.status === after.status || canTransition(before.status, after.status, before.replayedFrom)
    ? []
    : [{ invariant: 'lifecycle', detail: `${after.pk} transitions ${before.status} → ${after.status}` }];
}

function checkFinal(before: EventRecord, after: EventRecord, { actor }: WriteFacts): Violation[] {
  if (!isFinal(before.status) || mayReopen(actor, before)) {
    return [];
  }
  const detail = `${actor?.name} writes ${after.pk}, which is ${before.status} (→ ${after.status})`;
  return [{ invariant: 'final-stays', detail }];
}

function mayReopen(actor: Actor | undefined, before: EventRecord): boolean {
  switch (actor?.role) {
    case 'redrive':
      return before.status === 'FAILED';
    case 'replay':
      return before.status !== 'FAILED';
    case 'ingest':
      return lacksBody(before);
    default:
      return false;
  }
}

function checkOwner(before: EventRecord, after: EventRecord, facts: WriteFacts): Violation[] {
  const { actor, holders } = facts;
  const token = before.status === 'PROCESSING' ? before.leaseOwner : undefined;
  if (token === undefined || (after.status === 'PROCESSING' && after.leaseOwner === token)) {
    return [];
  }
  const expired = (before.leaseUntil ?? Number.POSITIVE_INFINITY) < latestWriteTime(after, facts);
  const taken = expired && (actor?.role === 'sweeper' || isTakenOver(before, after));
  return taken || holders.get(token) === actor
    ? []
    : [{ invariant: 'lease-owner', detail: `${actor?.name} ends the lease ${token} of ${after.pk}` }];
}

/** When the writer can have believed it was: no later than its clock may be fast. */
function latestWriteTime({ updatedAt }: EventRecord, { world }: WriteFacts): number {
  return Math.min(updatedAt, world.clock.now() + world.clockSkewMs);
}

/** Another processor may take an expired lease, or end an event or its replay that crashed too often: it does nothing else with it. */
function isTakenOver({ crashes = 0, replayedFrom }: EventRecord, { status }: EventRecord): boolean {
  const ends =
    status === 'FAILED' || (replayedFrom !== undefined && [replayedFrom, 'STORED'].includes(status));
  return status === 'PROCESSING' || (ends && crashes + 1 >= MAX_CRASHES);
}

function checkGeneration(before: EventRecord, after: EventRecord, { actor }: WriteFacts): Violation[] {
  const isReplay = actor?.role === 'replay' && after.status === 'RECEIVED';
  const expected = before.generation + (isReplay ? 1 : 0);
  return after.generation === expected
    ? []
    : [
        {
          invariant: 'generation',
          detail: `${after.pk} goes from ${before.generation} to ${after.generation}, expected ${expected}`,
        },
      ];
}

function checkCrashes(before: EventRecord, after: EventRecord, facts: WriteFacts): Violation[] {
  const isGrant = after.status === 'PROCESSING' && after.leaseOwner !== before.leaseOwner;
  const abandoned =
    (facts.abandoned.get(after.pk) ?? 0) + (isGrant && before.leaseOwner !== undefined ? 1 : 0);
  return isGrant && abandoned >= MAX_CRASHES
    ? [{ invariant: 'crash-limit', detail: `${after.pk} is leased again after ${abandoned} crashes` }]
    : [];
}

function noteLease(before: EventRecord | undefined, after: EventRecord, facts: WriteFacts): void {
  if (before && (isFinal(before.status) || after.attempts > before.attempts)) {
    // A new window, or an attempt that came to a recorded end: what broke before is forgiven.
    facts.abandoned.delete(after.pk);
  }
  if (after.leaseOwner === before?.leaseOwner) {
    return;
  }
  const holder = before?.leaseOwner === undefined ? undefined : facts.holders.get(before.leaseOwner);
  const countedBySelf = (after.crashes ?? 0) > (before?.crashes ?? 0);
  if (holder && (holder !== facts.actor || countedBySelf)) {
    facts.abandoned.set(after.pk, (facts.abandoned.get(after.pk) ?? 0) + 1);
  }
  if (after.leaseOwner !== undefined && facts.actor) {
    facts.holders.set(after.leaseOwner, facts.actor);
  }
}
