import { chooseLocalRun } from '../../cli/connection/local-runs';
import { TerminalInput } from '../../cli/terminal/input';
import { concurrently } from '../../lambda/usecases/concurrently';
import { deliver } from '../simulators/deliver';
import { plannedDeliveries } from './planned-deliveries';
import type { SendOptions } from './send-options';
import { findSource, readEndpoints } from './send-target';
import { answerLine, Tally } from './tally';

/** Up to this many deliveries each answer is a line; beyond it there is one summary. */
const LINES_UP_TO = 20;

export interface SendOutput {
  line(text: string): void;
  progress(text: string): void;
}

/**
 * Makes the deliveries the options ask for. True: every answer was as expected of what was sent.
 * @throws UsageError, or Error when no stack runs
 */
export async function send(options: SendOptions, output: SendOutput): Promise<boolean> {
  const target = readEndpoints(await chooseLocalRun(options, new TerminalInput()));
  const source = findSource(target, options.source);
  const planned = plannedDeliveries(options, source, target);
  const tally = new Tally(options.badSignature || options.stale);
  const started = performance.now();
  const concurrency = options.duplicate && planned.total === 2 ? 1 : options.concurrency;
  await concurrently([...Array(planned.total).keys()], concurrency, async (index) => {
    const { delivery, eventId } = planned.take(index);
    const answer = await deliver(delivery);
    tally.add(answer);
    if (planned.total <= LINES_UP_TO) {
      output.line(answerLine(answer, eventId));
    } else if (tally.count % Math.ceil(planned.total / 10) === 0) {
      output.progress(`${tally.count} of ${planned.total} answered`);
    }
  });
  if (planned.total > 1) {
    output.line(tally.summary(performance.now() - started));
  }
  return tally.unexpected === 0;
}
