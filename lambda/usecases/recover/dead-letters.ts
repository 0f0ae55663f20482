import { decodeMessage } from '../../domain/record/work-message';
import type { DeadLetter, DeadLetterQueue, Telemetry } from '../ports';

/** So many receives in a row that hold nothing new: only letters are left that were handled and are visible again. */
const STALE_RECEIVES = 3;

/** The event a dead letter is about; undefined for one this version cannot read. */
export function letterPk(letter: DeadLetter): string | undefined {
  try {
    return decodeMessage(letter.body).pk;
  } catch {
    return undefined;
  }
}

/** Hands over each letter once, until the queue is empty, the limit is reached or somebody stops it; what is kept is released. */
export async function handleLetters(
  letters: DeadLetterQueue,
  { telemetry }: { readonly telemetry: Pick<Telemetry, 'log'> },
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
  handle: (letter: DeadLetter) => Promise<'kept' | 'deleted'>,
): Promise<void> {
  const kept = new Map<string, DeadLetter>();
  try {
    let stale = 0;
    for (let left = limit; left > 0 && stale < STALE_RECEIVES && !signal?.aborted; ) {
      const received = await letters.receive(left);
      // What is kept comes back when its invisibility ends before the work does.
      const fresh = received.filter((letter) => !kept.has(idOf(letter)));
      for (const letter of received) {
        kept.set(idOf(letter), letter);
      }
      if (received.length === 0) {
        return;
      }
      stale = fresh.length === 0 ? stale + 1 : 0;
      left -= fresh.length;
      for (const letter of fresh) {
        if (!signal?.aborted && (await handle(letter)) === 'deleted') {
          kept.delete(idOf(letter));
        }
      }
    }
  } finally {
    await release([...kept.values()], letters, telemetry);
  }
}

/** The error that ended the work is the one to tell; SQS makes the letters visible by itself a minute later. */
async function release(
  kept: readonly DeadLetter[],
  letters: DeadLetterQueue,
  telemetry: Pick<Telemetry, 'log'>,
): Promise<void> {
  try {
    await (kept.length > 0 ? letters.release(kept) : undefined);
  } catch (error) {
    telemetry.log('warn', 'Dead letters stay hidden for up to a minute: they could not be released.', {
      count: kept.length,
      error: (error as Error).name,
    });
  }
}

function idOf({ id, receipt }: DeadLetter): string {
  return id ?? receipt;
}
