import { ProviderError } from '../../domain/provider/error-kinds';
import type { EventRecord } from '../../domain/record/event-record';
import { decodeMessage } from '../../domain/record/work-message';
import { concurrently } from '../concurrently';
import { errorFields, keyFields } from '../event-telemetry';
import { EventProcessor, type ProcessDeps } from './process-event';

export interface BatchMessage {
  readonly messageId: string;
  readonly body: string;
}

export interface BatchDeps extends ProcessDeps {
  readonly inBatchConcurrency: number;
}

/** A budget bounds the provider's part; AWS calls may add this. It must stay below PROCESSOR_MARGIN_SECONDS. */
const AWS_OVERRUN_MS = 4_000;

export class BatchProcessor {
  private readonly events: EventProcessor;

  constructor(private readonly deps: BatchDeps) {
    this.events = new EventProcessor(deps);
  }

  /**
   * Works on a batch, record by record and concurrently within the provider's bound, then on the possible poison messages one at a
   * time. So an event that kills the process crashes no other event of the batch again. Returns the ids of the messages SQS must
   * keep: only those on which the processor crashed, or whose event could neither be recorded nor queued again.
   * @param deadline epoch milliseconds by which the function must be done
   */
  async process(messages: readonly BatchMessage[], deadline: number): Promise<string[]> {
    const { provider, queue, clock, policy, telemetry, eventBudgetSeconds, inBatchConcurrency } = this.deps;
    const lastStart =
      deadline - eventBudgetSeconds * 1000 - Math.min(AWS_OVERRUN_MS, eventBudgetSeconds * 400);
    const kept: string[] = [];
    const poison: { readonly message: BatchMessage; readonly record: EventRecord }[] = [];
    const handleMessage = async ({ messageId, body }: BatchMessage, seen?: EventRecord) => {
      let pk = '';
      try {
        pk = decodeMessage(body).pk;
        if (clock.now() > lastStart) {
          await queue.send(provider, pk, 0);
          return;
        }
        const record = await this.events.process(pk, seen).catch(async (error: unknown) => {
          if (!(error instanceof ProviderError)) {
            throw error;
          }
          // AWS failed, not we: a new message replaces this one, so that SQS's receive count counts only our crashes.
          const fields = { ...keyFields(pk), error: error.kind };
          telemetry.log('warn', 'AWS did not let the event be worked on; it is queued again.', fields);
          // Wait until our lease is over; a message that comes earlier is dropped.
          await queue.send(provider, pk, Math.ceil(policy.leaseSeconds) + 1);
          return undefined;
        });
        if (record) {
          poison.push({ message: { messageId, body }, record });
        }
      } catch (error) {
        telemetry.log('error', 'A message was left to the queue.', {
          messageId,
          ...(pk !== '' && keyFields(pk)),
          ...errorFields(error),
        });
        kept.push(messageId);
      }
    };
    await concurrently(messages, inBatchConcurrency, handleMessage);
    // Fewest crashes first, so that a poison message cannot take healthy ones down with it.
    poison.sort((one, other) => (one.record.crashes ?? 0) - (other.record.crashes ?? 0));
    for (const { message, record } of poison) {
      await handleMessage(message, record);
    }
    return kept;
  }
}

const NOT_READY_SECONDS = 30;

/**
 * Queues a whole batch again while no event can be worked on, so that the messages' receive counts stay a count of crashes. Returns the
 * ids of those that SQS must keep, since no new message could take their place.
 */
export async function requeueBatch(
  messages: readonly BatchMessage[],
  deps: Pick<BatchDeps, 'provider' | 'queue' | 'telemetry' | 'inBatchConcurrency'>,
): Promise<string[]> {
  const kept: string[] = [];
  await concurrently(messages, deps.inBatchConcurrency, async ({ messageId, body }) => {
    try {
      await deps.queue.send(deps.provider, decodeMessage(body).pk, NOT_READY_SECONDS);
    } catch (error) {
      deps.telemetry.log('error', 'A message was left to the queue.', { messageId, ...errorFields(error) });
      kept.push(messageId);
    }
  });
  return kept;
}
