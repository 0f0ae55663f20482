import { encodeMessage } from '../../lambda/domain/work-message';
import type { Clock, DeadLetter, DeadLetterQueue, WorkQueue } from '../../lambda/usecases/ports';

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

/** One standard SQS queue per provider, and their dead-letter queues. */
export class SimulatedWorkQueue implements WorkQueue {
  readonly deadLetters: SimulatedMessage[] = [];
  sent = 0;
  private readonly messages = new Map<string, SimulatedMessage>();
  private readonly livePerEvent = new Map<string, number>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly limits: QueueLimits = DEFAULT_LIMITS,
  ) {}

  async send(provider: string, pk: string, delaySeconds: number): Promise<void> {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
      throw new Error(`SQS: DelaySeconds is ${delaySeconds}, expected a whole number from 0 to 900.`);
    }
    this.put(provider, encodeMessage(pk), { pk, delaySeconds });
  }

  /** A message of any body, for tests of poison. */
  sendRaw(provider: string, body: string): void {
    this.put(provider, body, { pk: undefined, delaySeconds: 0 });
  }

  /** Visible messages, made invisible; those received too often go to the dead-letter queue instead. */
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
        message.visibleAt = this.clock.now() + this.limits.visibilitySeconds * 1000;
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

  /** When the next message becomes visible, of those that do so at `from` or later. */
  nextVisibleAt(from = 0): number | undefined {
    let next: number | undefined;
    for (const { visibleAt } of this.messages.values()) {
      const isNext = visibleAt >= from && (next === undefined || visibleAt < next);
      next = isNext ? visibleAt : next;
    }
    return next;
  }

  /** The provider's dead-letter queue, as people reach it. */
  deadLettersOf(provider: string): DeadLetterQueue {
    const hidden = new Set<SimulatedMessage>();
    return {
      receive: async () => {
        const letters = this.deadLetters.filter(
          (letter) => letter.provider === provider && !hidden.has(letter),
        );
        for (const letter of letters.slice(0, 10)) {
          hidden.add(letter);
        }
        return letters.slice(0, 10).map(({ body, messageId }) => ({ body, receipt: messageId }));
      },
      delete: async (letter: DeadLetter) => {
        const at = this.deadLetters.findIndex(({ messageId }) => messageId === letter.receipt);
        if (at >= 0) {
          this.deadLetters.splice(at, 1);
        }
      },
    };
  }

  private put(provider: string, body: string, about: { pk: string | undefined; delaySeconds: number }): void {
    this.sent += 1;
    this.count(about.pk, 1);
    const messageId = `m${this.sent}`;
    this.messages.set(messageId, {
      messageId,
      body,
      provider,
      pk: about.pk,
      visibleAt: this.clock.now() + about.delaySeconds * 1000,
      receives: 0,
    });
  }

  private visible(provider: string, order: ReceiveOrder = 'oldest'): SimulatedMessage[] {
    const now = this.clock.now();
    const visible = [...this.messages.values()].filter(
      (message) => message.provider === provider && message.visibleAt <= now,
    );
    return order === 'newest' ? visible.reverse() : visible;
  }

  private bury(message: SimulatedMessage): void {
    this.drop(message);
    this.deadLetters.push(message);
  }

  private drop(message: SimulatedMessage): void {
    this.messages.delete(message.messageId);
    this.count(message.pk, -1);
  }

  private count(pk: string | undefined, change: number): void {
    if (pk !== undefined) {
      this.livePerEvent.set(pk, (this.livePerEvent.get(pk) ?? 0) + change);
    }
  }
}
