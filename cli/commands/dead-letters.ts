import { SqsDeadLetterQueue } from '../../lambda/adapters/sqs-dead-letter-queue';
import { decodeMessage } from '../../lambda/domain/work-message';
import type { DeadLetter } from '../../lambda/usecases/ports';
import type { Operator } from '../operator';
import { recordLine } from '../record-line';
import { UsageError } from '../usage-error';

/** The dead-letter queue of one provider. @throws UsageError naming the providers there are */
export function deadLetterQueue(provider: string | undefined, operator: Operator): SqsDeadLetterQueue {
  const { deadLetterQueues, sqs } = operator.connection;
  const url = provider === undefined ? undefined : deadLetterQueues[provider];
  if (url === undefined) {
    throw new UsageError(
      `Expected a provider: ${Object.keys(deadLetterQueues).join(', ')}; got ${provider ?? 'nothing'}.`,
    );
  }
  return new SqsDeadLetterQueue(sqs, url);
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
