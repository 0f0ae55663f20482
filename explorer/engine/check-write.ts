import type { EventRecord } from '../../lambda/domain/event-record';
import { INITIAL_STATUSES, isFinal, mayMove } from '../../lambda/domain/lifecycle';
import { MAX_CRASHES } from '../../lambda/domain/policy';
import type { Actor } from './actor';
import type { Violation } from './violation';

/** What is known of the world around a write. */
export interface WriteFacts {
  /** Whose call takes effect. */
  actor: Actor | undefined;
  /** Lease token → who holds it. */
  readonly holders: Map<string, Actor>;
  /** Leases of an event in a row that ended without an outcome. */
  readonly abandoned: Map<string, number>;
  /** Source and event id → key of the record. */
  readonly keys: Map<string, string>;
}

/** Judges one write that took effect. */
export function checkWrite(
  before: EventRecord | undefined,
  after: EventRecord,
  facts: WriteFacts,
): Violation[] {
  const problems = before ? judgeMove(before, after, facts) : judgeBirth(after, facts);
  noteLease(before, after, facts);
  return problems;
}

function judgeBirth(after: EventRecord, { keys }: WriteFacts): Violation[] {
  if (!INITIAL_STATUSES.includes(after.status)) {
    return [{ invariant: 'lifecycle', detail: `${after.pk} begins as ${after.status}` }];
  }
  const event = JSON.stringify([after.source, after.eventId]);
  const first = keys.get(event);
  keys.set(event, first ?? after.pk);
  return first === undefined || first === after.pk
    ? []
    : [{ invariant: 'one-record', detail: `${after.pk} is a second record of ${first}` }];
}

function judgeMove(before: EventRecord, after: EventRecord, facts: WriteFacts): Violation[] {
  return [
    ...judgeLifecycle(before, after),
    ...judgeFinal(before, after, facts),
    ...judgeOwner(before, after, facts),
    ...judgeGeneration(before, after, facts),
    ...judgeCrashes(before, after, facts),
  ];
}

function judgeLifecycle(before: EventRecord, after: EventRecord): Violation[] {
  if (before.receivedAt !== after.receivedAt || before.bodySha256 !== after.bodySha256) {
    return [{ invariant: 'one-record', detail: `${after.pk} was created over a living record` }];
  }
  return before.status === after.status || mayMove(before.status, after.status)
    ? []
    : [{ invariant: 'lifecycle', detail: `${after.pk} moves ${before.status} → ${after.status}` }];
}

function judgeFinal(before: EventRecord, after: EventRecord, { actor }: WriteFacts): Violation[] {
  if (!isFinal(before.status)) {
    return [];
  }
  const allowed =
    actor?.role === 'redrive'
      ? before.status === 'FAILED'
      : actor?.role === 'replay' && before.status !== 'FAILED';
  return allowed
    ? []
    : [
        {
          invariant: 'final-stays',
          detail: `${actor?.name} writes ${after.pk}, which is ${before.status} (→ ${after.status})`,
        },
      ];
}

function judgeOwner(before: EventRecord, after: EventRecord, { actor, holders }: WriteFacts): Violation[] {
  const token = before.status === 'PROCESSING' ? before.leaseOwner : undefined;
  if (token === undefined || (after.status === 'PROCESSING' && after.leaseOwner === token)) {
    return [];
  }
  const expired = Date.parse(before.leaseUntil ?? '') < Date.parse(after.updatedAt);
  const taken = expired && (actor?.role === 'sweeper' || isTakenOver(before, after));
  return taken || holders.get(token) === actor
    ? []
    : [{ invariant: 'lease-owner', detail: `${actor?.name} ends the lease ${token} of ${after.pk}` }];
}

/** Another processor may take an expired lease, or end an event that crashed too often: it does nothing else with it. */
function isTakenOver(before: EventRecord, after: EventRecord): boolean {
  return (
    after.status === 'PROCESSING' || (after.status === 'FAILED' && (before.crashes ?? 0) + 1 >= MAX_CRASHES)
  );
}

function judgeGeneration(before: EventRecord, after: EventRecord, { actor }: WriteFacts): Violation[] {
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

function judgeCrashes(before: EventRecord, after: EventRecord, facts: WriteFacts): Violation[] {
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
