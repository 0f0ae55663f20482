import { chooseLocalRun } from '../../cli/connection/local-runs';
import { namesBeside } from '../../cli/connection/program-names';
import { TerminalInput } from '../../cli/terminal/input';
import { concurrently } from '../../lambda/usecases/concurrently';
import { deliver } from '../simulators/deliver';
import { Stores, type StoresAddress } from '../stores';
import { awaitEndings } from './await-endings';
import { describeEnding, type Ending } from './kinds/send-kind';
import { type Plan, type PlannedDelivery, planEvents } from './planned-events';
import type { SendOptions } from './send-options';
import { findSource, readEndpoints } from './send-target';
import { answerLine, Tally } from './tally';

/** Up to this many deliveries each answer is a line; beyond it there is one summary. */
const LINES_UP_TO = 20;
const WAIT_SECONDS = 30;

export interface SendOutput {
  line(text: string): void;
  progress(text: string): void;
}

/**
 * Makes the deliveries the options ask for, and waits for what becomes of them. True: everything was as expected of what was sent.
 * @throws UsageError, or Error when no stack runs
 */
export async function send(
  options: SendOptions,
  output: SendOutput,
  names = namesBeside(undefined),
): Promise<boolean> {
  const target = readEndpoints(await chooseLocalRun(options, new TerminalInput()));
  const plan = planEvents(options, findSource(target, options.source), target);
  const tally = new Tally('answered' in plan.ends ? plan.ends.answered : undefined);
  const first = await sendAll(plan, options.concurrency, tally, output);
  if (plan.deliveriesPerEvent === 0) {
    output.line(`Capture it: ${names.inbox} ${runOption(options)} reconcile ${options.source} --since 2h`);
    return true;
  }
  const seconds = waitSeconds(options, plan);
  if (tally.unexpected > 0 || seconds === 0) {
    const follow = `Follow it: ${names.inbox} ${runOption(options)} tail`;
    if (tally.unexpected === 0 && isSlow(plan.ends)) {
      output.line(`It ${describeEnding(plan.ends)}, with the default times. ${follow}`);
    }
    return tally.unexpected === 0;
  }
  const pks = [...new Set(first.map(({ pk }) => pk).filter((pk) => pk !== undefined))];
  return awaitIn(target, { pks, ends: plan.ends, withinMs: seconds * 1000 }, output);
}

/** Answers the first delivery of each event. */
async function sendAll(
  plan: Plan,
  concurrency: number,
  tally: Tally,
  output: SendOutput,
): Promise<readonly PlannedDelivery[]> {
  const total = plan.events * plan.deliveriesPerEvent;
  const first: PlannedDelivery[] = [];
  const started = performance.now();
  await concurrently([...Array(plan.events).keys()], concurrency, async (index) => {
    const { documentId, deliveries, prepare } = plan.take(index);
    await prepare();
    if (deliveries.length === 0) {
      output.line(`finished at the provider, no webhook sent  ${documentId}`);
    }
    first.push(...deliveries.slice(0, 1));
    for (const { delivery, eventId } of deliveries) {
      const answer = await deliver(delivery);
      tally.add(answer);
      if (total <= LINES_UP_TO) {
        output.line(answerLine(answer, eventId));
      } else if (tally.count % Math.ceil(total / 10) === 0) {
        output.progress(`${tally.count} of ${total} answered`);
      }
    }
  });
  if (total > 1) {
    output.line(tally.summary(performance.now() - started));
  }
  return first;
}

function isSlow(ends: Ending): boolean {
  return 'state' in ends && ends.after !== undefined;
}

/** 0: what was sent has no ending to wait for, or one that takes long. */
function waitSeconds({ wait }: SendOptions, { ends, events, deliveriesPerEvent }: Plan): number {
  const isMany = events * deliveriesPerEvent > LINES_UP_TO;
  return 'answered' in ends ? 0 : (wait ?? (isMany || isSlow(ends) ? 0 : WAIT_SECONDS));
}

async function awaitIn(
  address: StoresAddress,
  expected: Parameters<typeof awaitEndings>[0],
  { line }: SendOutput,
): Promise<boolean> {
  const stores = new Stores(address);
  try {
    return await awaitEndings(expected, stores, line);
  } finally {
    stores.close();
  }
}

/** For `inbox`. */
function runOption({ run, endpoints }: SendOptions): string {
  return endpoints === undefined
    ? run === undefined
      ? '--local'
      : `--run ${run}`
    : `--endpoints ${endpoints}`;
}
