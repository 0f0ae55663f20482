import type { DeadLetterReader } from '../../../lambda/usecases/ports';
import type { Inbox } from '../../connection/inbox';
import { UsageError } from '../../terminal/errors';
import type { Output } from '../../terminal/output';

/** Provider and its dead letters: all, or the one named. @throws UsageError naming those there are */
export function deadLetterQueues(
  { deadLetters }: Pick<Inbox, 'deadLetters'>,
  provider: string | undefined,
): readonly (readonly [string, DeadLetterReader])[] {
  const queues = Object.entries(deadLetters);
  const chosen = queues.filter(([id]) => provider === undefined || id === provider);
  if (chosen.length === 0) {
    const known = queues.map(([id]) => id).join(', ');
    throw new UsageError(`--provider: got "${provider}", expected one of ${known}.`);
  }
  return chosen;
}

/** For a person: dead letters that are hidden from this look, and not gone. */
export function showInFlight(inFlight: number, output: Output): void {
  if (inFlight > 0) {
    output.line(
      `About ${inFlight} more ${inFlight === 1 ? 'is' : 'are'} hidden, because somebody else received ${inFlight === 1 ? 'it' : 'them'}: visible again when that visibility timeout ends.`,
    );
  }
}
