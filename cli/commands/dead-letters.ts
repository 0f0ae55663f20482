import { decodeMessage } from '../../lambda/domain/work-message';
import type { DeadLetter, DeadLetterQueue } from '../../lambda/usecases/ports';
import type { Operator } from '../operator';
import { recordLine } from '../record-line';
import { UsageError } from '../usage-error';

/** The dead-letter queue of one provider. @throws UsageError naming the providers there are */
export function deadLetterQueue(
  provider: string | undefined,
  { deadLetterQueues }: Operator,
): DeadLetterQueue {
  const queue =
    provider !== undefined && Object.hasOwn(deadLetterQueues, provider)
      ? deadLetterQueues[provider]
      : undefined;
  if (queue === undefined) {
    const known = Object.keys(deadLetterQueues).join(', ');
    throw new UsageError(`dead-letters: got "${provider ?? ''}", expected one of ${known}.`);
  }
  return queue;
}

/** `dead-letters <provider>`: the events our own code broke on, with the reason; reads, and hides them for a minute. */
export async function deadLetters(
  args: readonly string[],
  operator: Operator,
  limit: number,
): Promise<number> {
  const queue = deadLetterQueue(args[0], operator);
  let printed = 0;
  while (printed < limit) {
    const letters = await queue.receive();
    if (letters.length === 0) {
      break;
    }
    for (const letter of letters) {
      operator.print(await describe(letter, operator));
    }
    printed += letters.length;
  }
  operator.print(`${printed} dead letters (hidden from the next read for a minute)`);
  return 0;
}

async function describe(letter: DeadLetter, operator: Operator): Promise<string> {
  try {
    const { pk } = decodeMessage(letter.body);
    const record = await operator.store.get(pk);
    return record ? recordLine(record) : `${pk}  no record`;
  } catch {
    return '(unreadable)  not a message of this version';
  }
}
