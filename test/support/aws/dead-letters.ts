import type { DeadLetter, DeadLetterReader } from '../../../lambda/usecases/ports';

/** What SQS gives in one call. */
const BATCH = 10;

export interface DeadLettersOptions {
  /** Receives after which every further one fails. */
  readonly failsAfter?: number;
  /** How many the last ones of somebody else have received and not deleted. */
  readonly heldByOthers?: number;
  readonly onReceive?: () => void;
}

/** A dead-letter queue with these bodies; what was received is hidden until it is released. */
export function givenDeadLetters(bodies: readonly string[], options: DeadLettersOptions = {}) {
  const { failsAfter = Number.POSITIVE_INFINITY, heldByOthers = 0, onReceive } = options;
  const left: DeadLetter[] = bodies.map((body, n) => ({ body, receipt: `r${n}`, id: `m${n}`, sentAt: n }));
  const hidden = new Set(left.slice(left.length - heldByOthers));
  const deleted: string[] = [];
  let calls = 0;
  const queue: DeadLetterReader = {
    receive: async (max = BATCH) => {
      calls += 1;
      if (calls > failsAfter) {
        throw new Error('ServiceUnavailable');
      }
      const given = left.filter((deadLetter) => !hidden.has(deadLetter)).slice(0, Math.min(max, BATCH));
      for (const deadLetter of given) {
        hidden.add(deadLetter);
      }
      onReceive?.();
      return given;
    },
    release: async (deadLetters) => {
      // A queue gives what came back last.
      for (const deadLetter of deadLetters) {
        hidden.delete(deadLetter);
        left.push(...left.splice(left.indexOf(deadLetter), 1));
      }
    },
    delete: async (deadLetter) => {
      deleted.push(deadLetter.receipt);
      hidden.delete(deadLetter);
      left.splice(left.indexOf(deadLetter), 1);
    },
    inFlight: async () => hidden.size,
  };
  return { queue, deleted, visible: () => left.filter((deadLetter) => !hidden.has(deadLetter)).length };
}
