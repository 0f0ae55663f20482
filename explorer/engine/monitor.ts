import type { WriteOutcome } from '../../lambda/domain/conditional-write';
import type { EventRecord } from '../../lambda/domain/event-record';
import type { HttpResponse } from '../../lambda/domain/http-client';
import { parseRetryAfter } from '../../lambda/domain/retry-policy';
import { isLink } from '../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../simulated/world';
import type { Actor, Answer, JournalEntry, PortCall } from './actor';
import { checkMessageKept } from './check-message-kept';
import { checkObject, checkVersions } from './check-results';
import { checkWrite, type WriteFacts } from './check-write';
import { LiveMessages } from './live-messages';
import type { Observer } from './scheduler';
import type { Invariant, Violation } from './violation';

/** A longer `Retry-After` counts as this. Stated here again on purpose: the monitor does not trust the code it watches. */
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000;

/** Watches every call and every effect, and keeps what it finds wrong. Judges by effects, never by what our code believes. */
export class Monitor implements Observer {
  readonly violations: Violation[] = [];
  readonly live: LiveMessages;
  private readonly facts: WriteFacts = {
    actor: undefined,
    holders: new Map(),
    abandoned: new Map(),
    keys: new Map(),
  };
  private readonly acknowledged = new Set<string>();

  constructor(private readonly world: World) {
    this.live = new LiveMessages(world.queue);
    world.store.onWrite = (before, after) => this.wrote(before, after);
    world.bucket.onPut = ({ key }) => this.put(key);
  }

  asked(call: PortCall): void {
    if (call.name === 'http.get') {
      this.checkProviderCall(call);
    }
    if (call.name === 'store.create' && call.pk !== undefined) {
      this.live.grant(call.pk);
    }
    if (call.name === 'queue.send' && call.actor.role === 'sweeper') {
      this.checkMovedFirst(call);
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

  acting(actor: Actor): void {
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
  acknowledging(actor: Actor, pk: string): void {
    const problem = checkMessageKept(actor, pk, {
      record: this.world.store.records.get(pk),
      holders: this.facts.holders,
    });
    if (problem) {
      this.report('message-kept', `${actor.name} acknowledges a message of ${pk}, ${problem}`);
    }
  }

  /** A request was answered. */
  replied(actor: Actor, { statusCode, body }: { readonly statusCode: number; readonly body: string }): void {
    if (statusCode !== 200) {
      return;
    }
    const created = actor.journal.findLast(({ name }) => name === 'store.create');
    const pk = created?.pk ?? `${SOURCE_ID}#${(JSON.parse(body) as { eventId?: string }).eventId}`;
    this.acknowledged.add(pk);
    this.checkAcknowledged();
    if (created) {
      this.checkDueIsSent(actor, created);
    }
  }

  /** What must hold when nothing is left to do. */
  checkEnd(): void {
    this.checkAcknowledged();
    for (const record of this.world.store.records.values()) {
      if (record.workShard !== undefined) {
        this.report('becomes-final', `${record.pk} is still ${record.status}`);
      }
      this.reportAll('checksum', checkObject(record, this.world.bucket, true));
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
    this.violations.push(...checkWrite(before, after, this.facts));
    const role = this.facts.actor?.role;
    if (role === 'sweeper' || ((role === 'redrive' || role === 'replay') && after.status === 'RECEIVED')) {
      this.live.grant(after.pk);
    }
    if (after.resultSha256 !== undefined) {
      this.reportAll('checksum', checkObject(after, this.world.bucket, false));
    }
    if (after.supersededBy !== undefined && !this.world.store.records.has(after.supersededBy)) {
      this.report(
        'acknowledged-has-record',
        `${after.pk} gives way to ${after.supersededBy}, which has none`,
      );
    }
    this.checkAcknowledged();
  }

  private put(key: string): void {
    this.reportAll('one-object', checkVersions(key, this.world.bucket));
    for (const record of this.world.store.records.values()) {
      if (record.resultSha256 !== undefined && record.resultKey === key) {
        this.reportAll('checksum', checkObject(record, this.world.bucket, false));
      }
    }
  }

  private checkAcknowledged(): void {
    for (const pk of this.acknowledged) {
      if (!this.world.store.records.has(pk)) {
        this.report('acknowledged-has-record', `${pk} was answered 200 and has none`);
      }
    }
  }

  private checkDueIsSent({ journal }: Actor, created: JournalEntry): void {
    const outcome = created.value as WriteOutcome;
    const record = outcome.applied ? outcome.record : outcome.existing;
    const isDue = record && Date.parse(record.notBefore ?? record.receivedAt) <= created.at;
    if (record?.status !== 'RECEIVED' || !isDue) {
      return;
    }
    if (!journal.some(({ name, pk }) => name === 'queue.send' && pk === record.pk)) {
      this.report('due-is-sent', `${record.pk} was ${record.status} and due, and no message was sent`);
    }
  }

  private checkProviderCall(call: PortCall): void {
    const now = this.world.clock.now();
    if (now < closedUntil(call) && !isLink(call.about)) {
      this.report('closed-gate', `${call.actor.name} calls ${call.about} while told to wait`);
    }
    const document = call.about.split('/').at(-1);
    const records = [...this.world.store.records.values()].filter(
      ({ documentId }) => documentId === document,
    );
    // Of a document with several events the call may be any one's: it is too early when it is for all.
    const earliest = records.map(({ notBefore = '' }) => notBefore).sort()[0] ?? '';
    // A process that slept through its lease may be late: it cannot know what another has agreed with the provider since.
    if (Date.parse(earliest) > now && !call.actor.stalled) {
      this.report('not-before', `${call.actor.name} calls ${call.about} before ${earliest}`);
    }
  }

  private checkMovedFirst({ actor, pk }: PortCall): void {
    const done = actor.journal.filter((entry) => entry.pk === pk);
    const moves = done.filter(({ name, value }) => name === 'store.update' && isApplied(value)).length;
    const sends = done.filter(({ name }) => name === 'queue.send').length;
    if (moves <= sends) {
      this.report('move-then-send', `${actor.name} sends message ${sends + 1} of ${pk} after ${moves} moves`);
    }
  }

  private heed(call: PortCall, response: HttpResponse): void {
    if (response.status === 429) {
      const now = this.world.clock.now();
      const pause = parseRetryAfter(response.headers['retry-after'], now) ?? 0;
      const until = now + Math.min(pause, LONGEST_PAUSE_MS);
      call.actor.process.closedUntil.set(call.token, Math.max(closedUntil(call), until));
    }
  }
}

/** Until when the provider told this process not to call with this token. */
function closedUntil({ actor, token }: PortCall): number {
  return actor.process.closedUntil.get(token) ?? 0;
}

function isApplied(value: unknown): boolean {
  return (value as WriteOutcome | undefined)?.applied === true;
}
