import { encodeMessage } from '../../../lambda/domain/record/work-message';
import type { Clock, DeadLetter, DeadLetterQueue, WorkQueue } from '../../../lambda/usecases/ports';
import { DelayHeap } from './delay-heap';

export interface QueueLimits {
  readonly visibilitySeconds: number;
  readonly maxReceiveCount: number;
}

export interface SimulatedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly provider: string;
  /** Undefined when the body is no work message of ours. */
  readonly pk: string | undefined;
  visibleAt: number;
  receives: number;
}

/** Which of the visible messages come first: SQS promises no order. */
export type ReceiveOrder = 'oldest' | 'newest';

export interface ReceiveOptions {
  readonly max: number;
  readonly order?: ReceiveOrder;
  /** At-least-once delivery: the messages stay visible to the next receiver. */
  readonly twice?: boolean;
}

const DEFAULT_LIMITS: QueueLimits = { visibilitySeconds: 180, maxReceiveCount: 5 };

/** One standard SQS queue per provider, and their dead-deadLetter queues. */
export class SimulatedWorkQueue implements WorkQueue {
  readonly deadLetters: SimulatedMessage[] = [];
  sent = 0;
  private readonly messages = new Map<string, SimulatedMessage>();
  /** Of these, the ones that can be received, and the ones that cannot yet. */
  private readonly shown = new Map<string, SimulatedMessage>();
  private readonly hidden = new DelayHeap<SimulatedMessage>();
  private readonly livePerEvent = new Map<string, number>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly limits: QueueLimits = DEFAULT_LIMITS,
    /** Those that have a queue; all, when left out. */
    private readonly providers?: readonly string[],
  ) {}

  async send(provider: string, pk: string, delaySeconds: number): Promise<void> {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
      throw new Error(`SQS: DelaySeconds is ${delaySeconds}, expected a whole number from 0 to 900.`);
    }
    if (this.providers && !this.providers.includes(provider)) {
      throw new Error(
        `SQS: no queue of provider "${provider}", expected one of ${this.providers.join(', ')}.`,
      );
    }
    this.put(provider, encodeMessage(pk), { pk, delaySeconds });
  }

  /** A message of any body, for tests of poison. */
  sendRaw(provider: string, body: string): void {
    this.put(provider, body, { pk: undefined, delaySeconds: 0 });
  }

  /** Visible messages, made invisible; those received too often go to the dead-deadLetter queue instead. */
  receive(provider: string, options: ReceiveOptions): SimulatedMessage[] {
    const received: SimulatedMessage[] = [];
    for (const message of this.visible(provider, options.order)) {
      if (received.length === options.max) {
        break;
      }
      if (message.receives >= this.limits.maxReceiveCount) {
        this.bury(message);
        continue;
      }
      message.receives += 1;
      if (!options.twice) {
        this.hide(message, this.clock.now() + this.limits.visibilitySeconds * 1000);
      }
      received.push(message);
    }
    return received;
  }

  delete(messageId: string): void {
    const message = this.messages.get(messageId);
    if (message) {
      this.drop(message);
    }
  }

  /** Messages in the queue: visible, delayed or in flight. */
  live(pk?: string): number {
    return pk === undefined ? this.messages.size : (this.livePerEvent.get(pk) ?? 0);
  }

  visibleCount(provider: string): number {
    return this.visible(provider).length;
  }

  /** Whether more than `count` messages, of any provider, could be received. */
  hasVisible(count: number): boolean {
    this.show();
    return this.shown.size > count;
  }

  /** When a message can be received next: at once, if one is visible. */
  nextVisibleAt(): number | undefined {
    this.show();
    if (this.shown.size > 0) {
      return this.clock.now();
    }
    for (let next = this.hidden.peek(); next; next = this.hidden.peek()) {
      if (this.messages.has(next.item.messageId) && next.item.visibleAt === next.at) {
        return next.at;
      }
      this.hidden.popDue(next.at);
    }
    return undefined;
  }

  /** When the next message becomes visible, of those that do so at `from` or later. */
  nextVisibleFrom(from: number): number | undefined {
    const times = [...this.messages.values()].map(({ visibleAt }) => visibleAt);
    return times.filter((at) => at >= from).sort((a, b) => a - b)[0];
  }

  /** The provider's dead-letter queue, as people reach it. */
  deadLetterQueue(provider: string): DeadLetterQueue {
    const hidden = new Set<SimulatedMessage>();
    return {
      receive: async () => {
        const deadLetters = this.deadLetters.filter(
          (deadLetter) => deadLetter.provider === provider && !hidden.has(deadLetter),
        );
        for (const deadLetter of deadLetters.slice(0, 10)) {
          hidden.add(deadLetter);
        }
        return deadLetters.slice(0, 10).map(({ body, messageId }) => ({ body, receipt: messageId }));
      },
      delete: async (deadLetter: DeadLetter) => {
        const at = this.deadLetters.findIndex(({ messageId }) => messageId === deadLetter.receipt);
        if (at >= 0) {
          this.deadLetters.splice(at, 1);
        }
      },
      release: async (kept) => {
        const receipts = new Set(kept.map(({ receipt }) => receipt));
        for (const deadLetter of hidden) {
          if (receipts.has(deadLetter.messageId)) {
            hidden.delete(deadLetter);
          }
        }
      },
    };
  }

  private put(provider: string, body: string, about: { pk: string | undefined; delaySeconds: number }): void {
    this.sent += 1;
    this.count(about.pk, 1);
    const messageId = `m${this.sent}`;
    const message = { messageId, body, provider, pk: about.pk, visibleAt: 0, receives: 0 };
    this.messages.set(messageId, message);
    this.hide(message, this.clock.now() + about.delaySeconds * 1000);
  }

  private hide(message: SimulatedMessage, until: number): void {
    message.visibleAt = until;
    this.shown.delete(message.messageId);
    this.hidden.push(until, message);
  }

  private show(): void {
    const now = this.clock.now();
    for (let message = this.hidden.popDue(now); message; message = this.hidden.popDue(now)) {
      if (this.messages.has(message.messageId) && message.visibleAt <= now) {
        this.shown.set(message.messageId, message);
      }
    }
  }

  private visible(provider: string, order: ReceiveOrder = 'oldest'): SimulatedMessage[] {
    this.show();
    const visible = [...this.shown.values()].filter((message) => message.provider === provider);
    return order === 'newest' ? visible.reverse() : visible;
  }

  private bury(message: SimulatedMessage): void {
    this.drop(message);
    this.deadLetters.push(message);
  }

  private drop(message: SimulatedMessage): void {
    this.messages.delete(message.messageId);
    this.shown.delete(message.messageId);
    this.count(message.pk, -1);
  }

  private count(pk: string | undefined, change: number): void {
    if (pk !== undefined) {
      this.livePerEvent.set(pk, (this.livePerEvent.get(pk) ?? 0) + change);
    }
  }
}
