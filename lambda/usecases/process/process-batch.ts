import { ProviderError } from '../../domain/provider/error-kinds';
import type { EventRecord } from '../../domain/record/event-record';
import { decodeMessage } from '../../domain/record/work-message';
import { errorFields } from '../../domain/text/describe-error';
import { concurrently } from '../concurrently';
import { keyFields } from '../event-telemetry';
import type { ProcessDeps } from './process-deps';
import { processEvent, processIsolated } from './process-event';

export interface BatchMessage {
  readonly messageId: string;
  readonly body: string;
}

export interface BatchContext {
  /** Epoch milliseconds by which the function must be done. */
  readonly deadline: number;
}

interface PossiblePoison {
  readonly message: BatchMessage;
  readonly record: EventRecord;
}

/**
 * Works on a batch, record by record and concurrently within the provider's bound; then on the possible poison messages one at a time, so that
 * an event that kills the process takes none of its neighbours with it again. Returns the ids of the messages SQS must keep:
 * only those on which our own code broke, or whose event could neither be recorded nor queued anew.
 */
export async function processBatch(
  messages: readonly BatchMessage[],
  deps: ProcessDeps,
  context: BatchContext,
): Promise<string[]> {
  const failed: string[] = [];
  const possiblePoison: PossiblePoison[] = [];
  const attend = async (message: BatchMessage, work: Work) => {
    if (!(await isDone(message, work, { deps, context }))) {
      failed.push(message.messageId);
    }
  };
  await concurrently(messages, deps.inBatchConcurrency, (message) =>
    attend(message, async (pk) => {
      const record = await processEvent(pk, deps);
      if (record) {
        possiblePoison.push({ message, record });
      }
    }),
  );
  for (const { message, record } of possiblePoison.sort(fewestCrashesFirst)) {
    await attend(message, () => processIsolated(record, deps));
  }
  return failed;
}

/** While nothing may be begun, fresh messages after this. */
const NOT_READY_SECONDS = 30;

/**
 * Queues a whole batch anew while no event can be worked on, so that the messages' receive counts stay a count of crashes. Returns the
 * ids of those that SQS must keep, since no fresh message could take their place.
 */
export async function requeueBatch(
  messages: readonly BatchMessage[],
  deps: Pick<ProcessDeps, 'provider' | 'queue' | 'telemetry' | 'inBatchConcurrency'>,
): Promise<string[]> {
  const failed: string[] = [];
  await concurrently(messages, deps.inBatchConcurrency, async ({ messageId, body }) => {
    try {
      await sendAgain(decodeMessage(body).pk, NOT_READY_SECONDS, deps);
    } catch (error) {
      deps.telemetry.log('error', 'A message was left to the queue.', { messageId, ...errorFields(error) });
      failed.push(messageId);
    }
  });
  return failed;
}

/** Who was only near has fewer crashes than who did it, and is done before that one strikes again. */
function fewestCrashesFirst(one: PossiblePoison, other: PossiblePoison): number {
  return (one.record.crashes ?? 0) - (other.record.crashes ?? 0);
}

type Work = (pk: string) => Promise<void>;

async function isDone(
  message: BatchMessage,
  work: Work,
  { deps, context }: { deps: ProcessDeps; context: BatchContext },
): Promise<boolean> {
  let pk: string | undefined;
  try {
    pk = decodeMessage(message.body).pk;
    if (deps.clock.now() + worstCaseMs(deps) > context.deadline) {
      return await sendAgain(pk, 0, deps);
    }
    return await workOrRequeue(pk, work, deps);
  } catch (error) {
    deps.telemetry.log('error', 'A message was left to the queue.', {
      messageId: message.messageId,
      ...(pk !== undefined && keyFields(pk)),
      ...errorFields(error),
    });
    return false;
  }
}

/** A budget bounds the provider's part; AWS calls at their limits may add this. Less than what every function has beside its budgets. */
const AWS_OVERRUN_MS = 4_000;

function worstCaseMs({ eventBudgetSeconds }: ProcessDeps): number {
  return eventBudgetSeconds * 1000 + Math.min(AWS_OVERRUN_MS, eventBudgetSeconds * 400);
}

/** AWS being unavailable is nobody's crash: a fresh message replaces this one, so that its receive count stays true. */
async function workOrRequeue(pk: string, work: Work, deps: ProcessDeps): Promise<boolean> {
  try {
    await work(pk);
    return true;
  } catch (error) {
    if (!(error instanceof ProviderError)) {
      throw error;
    }
    deps.telemetry.log('warn', 'AWS did not let the event be worked on; it is queued anew.', {
      ...keyFields(pk),
      error: error.kind,
    });
    // Past the lease we may hold: an earlier message would find it live and be dropped.
    return sendAgain(pk, Math.ceil(deps.policy.leaseSeconds) + 1, deps);
  }
}

async function sendAgain(
  pk: string,
  delaySeconds: number,
  deps: Pick<ProcessDeps, 'provider' | 'queue'>,
): Promise<boolean> {
  await deps.queue.send(deps.provider, pk, delaySeconds);
  return true;
}
