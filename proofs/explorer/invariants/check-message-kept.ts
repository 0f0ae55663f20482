import type { WriteOutcome } from '../../../lambda/domain/lifecycle/conditional-write';
import { MAX_DELAY_SECONDS } from '../../../lambda/domain/lifecycle/policy';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Actor, JournalEntry } from '../engine/actor';

export interface MessageFacts {
  readonly record: EventRecord | undefined;
  readonly holders: ReadonlyMap<string, Actor>;
}

/**
 * Why the actor must not acknowledge its message of this event; undefined when it may. A message may go when its actor left the
 * event final, to another's lease, or with a message (or at least the attempt to send one: the sweeper knows the record).
 */
export function checkMessageKept(actor: Actor, pk: string, facts: MessageFacts): string | undefined {
  const done = actor.journal.filter((entry) => entry.pk === pk);
  const updates = done.filter(({ name }) => name === 'store.update');
  const last = updates.at(-1);
  const { record } = facts;
  const holds = record?.leaseOwner !== undefined && facts.holders.get(record.leaseOwner) === actor;
  if (record?.status === 'PROCESSING' && holds && !sentSince(undefined, done, 'answered')) {
    return 'which it still holds';
  }
  if (last?.answer === 'rejected' && !sentSince(last, done, 'answered')) {
    return 'whose record it could not write';
  }
  const freed = updates.findLast(({ value }) => isFreed(value));
  if (freed && !isFarOff(freed) && !sentSince(freed, done)) {
    return 'which it left waiting without a message';
  }
  return undefined;
}

function sentSince(
  since: JournalEntry | undefined,
  entries: readonly JournalEntry[],
  answer?: 'answered',
): boolean {
  const from = since === undefined ? 0 : entries.indexOf(since);
  return entries
    .slice(from)
    .some((entry) => entry.name === 'queue.send' && (answer === undefined || entry.answer === answer));
}

function isFreed(value: unknown): boolean {
  const outcome = value as WriteOutcome | undefined;
  return outcome?.applied === true && outcome.record.status === 'RECEIVED';
}

/** Further off than a message can be delayed: the sweeper sends it. */
function isFarOff({ value }: JournalEntry): boolean {
  const { record } = value as Extract<WriteOutcome, { applied: true }>;
  const wait = (record.notBefore ?? 0) - record.updatedAt;
  return wait > (MAX_DELAY_SECONDS - 10) * 1000;
}
