import type { WriteOutcome } from '../../../lambda/domain/lifecycle/conditional-write';
import { parseRetryAfter } from '../../../lambda/domain/lifecycle/retry-policy';
import type { HttpResponse } from '../../../lambda/domain/provider/provider';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import type { HttpAnswer } from '../../../lambda/usecases/receive/http-answer';
import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import { isLink } from '../../../test/simulated/provider-stand-in';
import type { ObjectVersion } from '../../../test/simulated/stores/simulated-bucket';
import { SOURCE_ID, type World } from '../../../test/simulated/world';
import type { Actor, Answer, PortCall } from '../engine/actor';
import type { Observer } from '../engine/scheduler';
import { checkContent, checkMarks } from '../invariants/check-content';
import { checkMessageKept } from '../invariants/check-message-kept';
import { findDoubled, hasCurrentResult, isUnavoidable } from '../invariants/check-one-result';
import { checkResultKept, isStillStored } from '../invariants/check-replay';
import { checkObject, checkVersions } from '../invariants/check-results';
import { checkWrite, type WriteFacts } from '../invariants/check-write';
import { LiveMessages } from './live-messages';
import { ProviderWishes } from './provider-wishes';
import { matchesRecord, SentBodies } from './sent-bodies';
import type { Invariant, Violation } from './violation';

/** A longer `Retry-After` counts as this. Stated here again on purpose: the monitor does not trust the code it watches. */
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000;
const WRITES: readonly string[] = ['store.create', 'store.update'];

/** Watches every call and every effect, and keeps what it finds wrong. Checks effects, never what our code believes. */
export class Monitor implements Observer {
  readonly violations: Violation[] = [];
  readonly live: LiveMessages;
  /** Extractions with two results, where no rule of ours could know. */
  doubled = 0;
  private readonly facts: WriteFacts;
  private readonly bodies: SentBodies;
  private readonly wishes = new ProviderWishes();
  private readonly acknowledged = new Set<string>();
  private readonly everStored = new Set<string>();
  /** SHA-256 of each record's key → the key: objects name their record by it. */
  private readonly pks = new Map<string, string>();

  constructor(private readonly world: World) {
    this.live = new LiveMessages(world.queue);
    this.bodies = new SentBodies(world.bucket);
    this.facts = { world, actor: undefined, holders: new Map(), abandoned: new Map(), births: new Map() };
    world.store.onWrite = (before, after) => this.wrote(before, after);
    world.bucket.onPut = (version) => this.put(version);
  }

  asked(call: PortCall): void {
    if (call.name === 'http.get') {
      this.checkProviderCall(call);
    }
    if (call.name === 'store.create' && call.pk !== undefined) {
      this.live.grant(call.pk);
    }
    if (call.name === 'queue.send' && call.actor.role === 'sweeper') {
      this.checkTransitionBeforeSend(call);
    }
  }

  /** Messages that were there before the schedule began. */
  begin(): void {
    for (const pk of this.world.store.records.keys()) {
      for (let message = 0; message < this.world.queue.live(pk); message += 1) {
        this.live.grant(pk);
      }
    }
  }

  faulted(): void {
    this.live.fault();
  }

  onTurn(actor: Actor): void {
    this.facts.actor = actor;
  }

  answered(call: PortCall, answer: Answer, value: unknown): void {
    const { name, pk, actor } = call;
    actor.journal.push({ name, pk, answer, value, at: this.world.clock.now() });
    const excess = name === 'queue.send' && pk !== undefined && this.live.check(pk);
    if (excess) {
      this.report('live-messages', excess);
    }
    if (call.name === 'http.get' && answer === 'answered' && !isLink(call.about)) {
      this.heed(call, value as HttpResponse);
    }
  }

  /** An actor is about to acknowledge a message. */
  onAcknowledge(actor: Actor, pk: string): void {
    const problem = checkMessageKept(actor, pk, {
      record: this.world.store.records.get(pk),
      holders: this.facts.holders,
    });
    if (problem) {
      this.report('message-kept', `${actor.name} acknowledges a message of ${pk}, ${problem}`);
    }
  }

  /** A request was answered; `sent` is what its body says, where it can be read. */
  replied(actor: Actor, { statusCode, body }: HttpAnswer, sent: NeutralBody | undefined): void {
    if (statusCode !== 200) {
      return;
    }
    const created = actor.journal.findLast(({ name }) => name === 'store.create');
    const pk = created?.pk ?? `${SOURCE_ID}#${(JSON.parse(body) as { eventId?: string }).eventId}`;
    this.acknowledged.add(pk);
    this.checkAcknowledged();
    const records = [...this.world.store.records.values()];
    if (sent && created && !records.some((record) => matchesRecord(record, sent))) {
      this.report('acknowledged-has-record', `${sent.id} was answered 200, and no record is of its event`);
    }
    if (created) {
      this.checkDueIsSent(actor, created.pk);
    }
  }

  /** What must hold when nothing is left to do. */
  checkEnd(): void {
    this.checkAcknowledged();
    this.checkOneResult();
    for (const record of this.world.store.records.values()) {
      if (record.workShard !== undefined) {
        this.report('becomes-final', `${record.pk} is still ${record.status}`);
      }
      this.reportAll('checksum', checkObject(record, this.world.bucket));
      if (this.everStored.has(record.pk) && !isStillStored(record)) {
        this.report('poorer-never-replaces', `${record.pk} was STORED and ends ${record.status}`);
      }
    }
  }

  /** By how much two processes' clocks may differ. */
  private get clockTolerance(): number {
    return 2 * this.world.clockSkewMs;
  }

  private checkOneResult(): void {
    const births = [...this.facts.births.values()].flat();
    for (const both of findDoubled(births, this.world)) {
      const pks = `${both.webhook.record.pk} and ${both.reconciled.record.pk}`;
      if (!isUnavoidable(both, this.world)) {
        this.report('one-result', `${pks} store a result each of one extraction`);
      } else if (!hasCurrentResult(both, this.world)) {
        this.report('one-result', `of ${pks} none has the current result`);
      }
      this.doubled += 1;
    }
  }

  report(invariant: Invariant, detail: string): void {
    this.violations.push({ invariant, detail });
  }

  private reportAll(invariant: Invariant, details: readonly string[]): void {
    for (const detail of details) {
      this.report(invariant, detail);
    }
  }

  private wrote(before: EventRecord | undefined, after: EventRecord): void {
    if (!before) {
      this.pks.set(sha256Hex(after.pk), after.pk);
    }
    this.bodies.note(after);
    this.violations.push(...checkWrite(before, after, this.facts));
    this.checkResult(before, after);
    const role = this.facts.actor?.role;
    this.wishes.recorded(this.facts.actor, before, after);
    if (role === 'sweeper' || (isOperator(role) && after.status === 'RECEIVED')) {
      this.live.grant(after.pk);
    }
    if (after.supersededBy !== undefined && !this.world.store.records.has(after.supersededBy)) {
      this.report(
        'acknowledged-has-record',
        `${after.pk} gives way to ${after.supersededBy}, which has none`,
      );
    }
    this.checkAcknowledged();
  }

  private checkResult(before: EventRecord | undefined, after: EventRecord): void {
    const { bucket, store } = this.world;
    this.reportAll('checksum', checkObject(after, bucket));
    this.violations.push(...checkResultKept(before, after, bucket));
    if (after.status === 'STORED') {
      this.everStored.add(after.pk);
    }
    const { resultETag, resultKey = '', sharedResultOf } = after;
    const object = resultETag === before?.resultETag ? undefined : bucket.find(resultKey, resultETag ?? '');
    const owner = sharedResultOf === undefined ? after : store.records.get(sharedResultOf);
    if (object && owner) {
      this.violations.push(...checkContent(object, owner, this.bodies.of(owner.pk)));
      this.violations.push(...checkMarks(object, after, owner));
    }
  }

  private put(version: ObjectVersion): void {
    this.reportAll('one-object', checkVersions(version.key, this.world.bucket));
    for (const record of this.world.store.records.values()) {
      if (record.resultSha256 !== undefined && record.resultKey === version.key) {
        this.reportAll('checksum', checkObject(record, this.world.bucket));
      }
    }
    const owner = this.world.store.records.get(this.pks.get(version.head.pkSha256) ?? '');
    if (owner) {
      this.violations.push(...checkContent(version, owner, this.bodies.of(owner.pk)));
    }
  }

  private checkAcknowledged(): void {
    for (const pk of this.acknowledged) {
      if (!this.world.store.records.has(pk)) {
        this.report('acknowledged-has-record', `${pk} was answered 200 and has none`);
      }
    }
  }

  private checkDueIsSent({ journal }: Actor, pk: string | undefined): void {
    const last = journal.findLast((entry) => entry.pk === pk && WRITES.includes(entry.name));
    const outcome = last?.value as WriteOutcome | undefined;
    const record = outcome?.applied ? outcome.record : outcome?.existing;
    const dueFrom = record?.notBefore ?? record?.receivedAt ?? 0;
    // A process whose clock is slow may find that it is not due yet.
    if (!last || record?.status !== 'RECEIVED' || dueFrom + this.clockTolerance > last.at) {
      return;
    }
    if (!journal.some((entry) => entry.name === 'queue.send' && entry.pk === record.pk)) {
      this.report('due-is-sent', `${record.pk} was ${record.status} and due, and no message was sent`);
    }
  }

  private checkProviderCall(call: PortCall): void {
    const now = this.world.clock.now();
    if (now < closedUntil(call) && !isLink(call.about)) {
      this.report('closed-gate', `${call.actor.name} calls ${call.about} while told to wait`);
    }
    const held = [...this.world.store.records.values()].filter(
      ({ leaseOwner }) => leaseOwner !== undefined && this.facts.holders.get(leaseOwner) === call.actor,
    );
    const named = held.filter(({ documentId }) => documentId === call.about.split('/').at(-1));
    // Where the call may be for any of several events, it is too early when it is for all.
    const candidates = named.length > 0 && !isLink(call.about) ? named : held;
    const earliest = Math.min(...candidates.map(({ notBefore = 0 }) => notBefore));
    for (const { pk } of candidates) {
      const wish = candidates.length === 1 ? this.wishes.of(pk) : 0;
      if (wish > now + this.clockTolerance && !call.actor.stalled) {
        this.report(
          'retry-after',
          `${call.actor.name} calls ${call.about}, told to wait for ${wish - now} ms more`,
        );
      }
    }
    // A process that slept through its lease may be late: it cannot know what another has agreed with the provider since.
    if (candidates.length > 0 && earliest > now + this.world.clockSkewMs && !call.actor.stalled) {
      this.report('not-before', `${call.actor.name} calls ${call.about} before ${toIso(earliest)}`);
    }
  }

  private checkTransitionBeforeSend({ actor, pk }: PortCall): void {
    const done = actor.journal.filter((entry) => entry.pk === pk);
    const transitions = done.filter(({ name, value }) => name === 'store.update' && isApplied(value)).length;
    const sends = done.filter(({ name }) => name === 'queue.send').length;
    if (transitions <= sends) {
      this.report(
        'transition-then-send',
        `${actor.name} sends message ${sends + 1} of ${pk} after ${transitions} transitions`,
      );
    }
  }

  private heed(call: PortCall, response: HttpResponse): void {
    if (response.status === 429) {
      const now = this.world.clock.now();
      const pause = parseRetryAfter(response.headers['retry-after'], now) ?? 0;
      const until = now + Math.min(pause, LONGEST_PAUSE_MS);
      this.wishes.told(call.actor, until);
      call.actor.process.closedUntil.set(call.token, Math.max(closedUntil(call), until));
    }
  }
}

function isOperator(role: Actor['role'] | undefined): boolean {
  return role === 'redrive' || role === 'replay' || role === 'retry';
}

/** Until when the provider told this process not to call with this token. */
function closedUntil({ actor, token }: PortCall): number {
  return actor.process.closedUntil.get(token) ?? 0;
}

function isApplied(value: unknown): boolean {
  return (value as WriteOutcome | undefined)?.applied === true;
}
