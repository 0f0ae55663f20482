import { decodeMessage } from '../../domain/record/work-message';
import type { DeadLetter, DeadLetterQueue, Telemetry } from '../ports';
import { EventRecoverer, type RecoveryDeps, type RecoveryRefusal } from './recover-event';

/** So many receives in a row that hold nothing new: all that is left was handled and is visible again. */
const STALE_RECEIVES = 3;

/** The event a dead letter is about; undefined for one this version cannot read. */
export function deadLetterPk(message: DeadLetter): string | undefined {
  try {
    return decodeMessage(message.body).pk;
  } catch {
    return undefined;
  }
}

interface Limits {
  readonly limit: number;
  /** Ends the work between two messages. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hands over each dead letter once, until the queue is empty, the limit is reached or somebody stops it. Those that are kept, and
 * those that an error or a stop left over, are made visible again at the end.
 */
export async function handleDeadLetters(
  queue: DeadLetterQueue,
  telemetry: Pick<Telemetry, 'log'>,
  { limit, signal }: Limits,
  handle: (message: DeadLetter) => Promise<'kept' | 'deleted'>,
): Promise<void> {
  const kept = new Map<string, DeadLetter>();
  const identify = ({ id, receipt }: DeadLetter) => id ?? receipt;
  try {
    let stale = 0;
    for (let left = limit; left > 0 && stale < STALE_RECEIVES && !signal?.aborted; ) {
      const received = await queue.receive(left);
      // What is kept comes back when its invisibility ends before the work does.
      const fresh = received.filter((message) => !kept.has(identify(message)));
      for (const message of received) {
        kept.set(identify(message), message);
      }
      if (received.length === 0) {
        return;
      }
      stale = fresh.length === 0 ? stale + 1 : 0;
      left -= fresh.length;
      for (const message of fresh) {
        if (!signal?.aborted && (await handle(message)) === 'deleted') {
          kept.delete(identify(message));
        }
      }
    }
  } finally {
    await release([...kept.values()], queue, telemetry);
  }
}

/** The error that ended the work is the one to tell; SQS makes the messages visible by itself a minute later. */
async function release(
  kept: readonly DeadLetter[],
  queue: DeadLetterQueue,
  telemetry: Pick<Telemetry, 'log'>,
): Promise<void> {
  try {
    await (kept.length > 0 ? queue.release(kept) : undefined);
  } catch (error) {
    telemetry.log('warn', 'Dead letters stay hidden for up to a minute: they could not be released.', {
      count: kept.length,
      error: (error as Error).name,
    });
  }
}

export interface DeadLetterReport {
  /** Empty: this version cannot read the message. */
  readonly pk: string;
  readonly outcome: 'redriven' | RecoveryRefusal;
}

/** Outcomes after which nothing is left to do for the message. */
const SETTLED: readonly DeadLetterReport['outcome'][] = ['redriven', 'not_failed', 'unknown_event'];

/** Whether the message stays, for a person to look at. */
export function isKept({ outcome }: Pick<DeadLetterReport, 'outcome'>): boolean {
  return !SETTLED.includes(outcome);
}

export interface RedriveOptions extends Limits {
  readonly reason?: string | undefined;
  /** Reports what a redrive would do, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  onReport?(report: DeadLetterReport): void;
}

export class DeadLetterRedriver {
  private readonly recoverer: EventRecoverer;

  constructor(private readonly deps: RecoveryDeps) {
    this.recoverer = new EventRecoverer(deps);
  }

  /**
   * Redrives each event once, and only then deletes its message: a crash in between leaves a message whose event is no longer
   * FAILED, which the next run only deletes.
   */
  async redriveDeadLetters(
    queue: DeadLetterQueue,
    options: RedriveOptions,
  ): Promise<readonly DeadLetterReport[]> {
    const reports: DeadLetterReport[] = [];
    const seen = new Set<string>();
    await handleDeadLetters(queue, this.deps.telemetry, options, async (message) => {
      const pk = deadLetterPk(message) ?? '';
      let outcome = pk === '' ? 'invalid' : await this.redrive(pk, options);
      // In a dry run the event of an earlier message is still FAILED.
      if (options.dryRun && outcome === 'redriven' && seen.has(pk)) {
        outcome = 'not_failed';
      }
      seen.add(pk);
      reports.push({ pk, outcome });
      options.onReport?.({ pk, outcome });
      if (options.dryRun || isKept({ outcome })) {
        return 'kept';
      }
      await queue.delete(message);
      return 'deleted';
    });
    return reports;
  }

  private async redrive(
    pk: string,
    { reason, dryRun }: RedriveOptions,
  ): Promise<DeadLetterReport['outcome']> {
    const plan = await this.recoverer.planRecovery(pk, { onlyRedrive: true });
    if (dryRun || 'refusal' in plan) {
      return 'refusal' in plan ? plan.refusal : 'redriven';
    }
    const done = await this.recoverer.recoverEvent(plan, reason);
    return done.outcome === 'done' ? 'redriven' : done.refusal;
  }
}
