import { chooseLocalRun } from '../../cli/connection/local-runs';
import { percentile } from '../../cli/terminal/format';
import { TerminalInput } from '../../cli/terminal/input';
import type { SendOutput } from '../../local/send/send';
import { readEndpoints } from '../../local/send/send-target';
import { Stores, waitForFinalRecords } from '../../local/stores';
import { DeliveryLog, readDeliveryLog } from './delivery-log';
import {
  describeCounts,
  describeProblems,
  describeStates,
  type Evidence,
  findProblems,
  ownerOfResult,
  toOwner,
} from './find-problems';
import type { LoadOptions, VerifyOptions } from './load-options';
import { countProviderCalls } from './provider-calls';
import { type SentLoad, sendLoad } from './send-load';
import { deliveryOrder, type WorkloadEvent, workloadEvents } from './workload';

/** Sends the load and verifies what came of it. True: all checks hold. */
export async function runLoad(options: LoadOptions, output: SendOutput): Promise<boolean> {
  const target = readEndpoints(await chooseLocalRun(options, new TerminalInput()));
  const prefix = `load-${options.seed}-`;
  const events = workloadEvents({ ...options, ...target, prefix, cases: 'readable' });
  const order = deliveryOrder(options.events, options.deliveries, options.seed);
  output.line(
    `${options.deliveries} deliveries of ${events.length} events, ${options.concurrency} at a time, seed ${options.seed}`,
  );
  const log = options.log === undefined ? undefined : new DeliveryLog(options.log);
  const sent = await sendLoad({
    target,
    deliveries: order.map((index) => events[index] as WorkloadEvent),
    concurrency: options.concurrency,
    log,
    progress: every(options.deliveries, output),
  });
  log?.close();
  reportAnswers(sent, output);
  const stores = new Stores(target);
  try {
    const evidence = await gather(events, { options, stores, prefix, output });
    const problems = findProblems(
      events.map(({ expected }) => ({ expected, acknowledged: sent.acknowledged.has(expected.pk) })),
      evidence,
    );
    output.line(
      `Records: ${describeStates([...evidence.records.values()])}; ${evidence.results.size} results`,
    );
    await reportCalls(target.simulators, events, output);
    output.line(describeProblems(problems));
    return problems.length === 0 && sent.unexpected === 0;
  } finally {
    stores.close();
  }
}

function reportAnswers(sent: SentLoad, output: SendOutput): void {
  output.line(`Answers: ${describeCounts(sent.outcomes)}; ${describeTimes(sent.times)}`);
  if (sent.unexpected > 0) {
    output.line(`✗ ${sent.unexpected} answers were not 200`);
  }
}

interface Gathering {
  readonly options: Pick<LoadOptions, 'waitSeconds'>;
  readonly stores: Stores;
  readonly prefix: string;
  readonly output: SendOutput;
}

/** The load's own share of the stores: others may use the same stack. */
async function gather(
  events: readonly WorkloadEvent[],
  { options, stores, prefix, output }: Gathering,
): Promise<Evidence> {
  const records = await waitForFinalRecords(
    stores,
    events.map(({ expected }) => expected.pk),
    {
      withinMs: options.waitSeconds * 1000,
      onOpen: (open) => output.progress(`${events.length - open} of ${events.length} final`),
    },
  );
  const times = [...records.values()].map((one) => one.updatedAt - one.receivedAt);
  output.line(`Receipt to final: ${describeTimes(times)}`);
  const recordKeys = (await stores.allRecordKeys()).filter((key) => key.split('#')[1]?.startsWith(prefix));
  const keys = (await stores.objectKeys()).filter((key) => key.split('/').at(-1)?.startsWith(prefix));
  return { records, recordKeys, results: await stores.objects(keys) };
}

async function reportCalls(
  simulators: Readonly<Record<string, string>>,
  events: readonly WorkloadEvent[],
  output: SendOutput,
): Promise<void> {
  if (Object.keys(simulators).length > 0) {
    const ids = new Set(events.map(({ documentId }) => documentId));
    const { calls, documents, extra } = await countProviderCalls(simulators, ids);
    output.line(`Providers: ${calls} calls for ${documents} documents, ${extra} of them extra`);
  }
}

/** Verifies the deliveries of an earlier load, after whatever happened to the stack. True: none is missed. */
export async function verifyLoad(options: VerifyOptions, output: SendOutput): Promise<boolean> {
  const { deliveries, events } = readDeliveryLog(options.file);
  output.line(`${deliveries} deliveries of ${events.length} events were answered 200`);
  const stores = new Stores(readEndpoints(await chooseLocalRun(options, new TerminalInput())));
  try {
    const records = await waitForFinalRecords(
      stores,
      events.map(({ pk }) => pk),
      {
        withinMs: options.waitSeconds * 1000,
        onOpen: (open) => output.progress(`${events.length - open} of ${events.length} final`),
      },
    );
    const owners = new Set(events.map(toOwner));
    const keys = (await stores.objectKeys()).filter((key) => owners.has(ownerOfResult(key)));
    const evidence = { records, recordKeys: [], results: await stores.objects(keys) };
    const problems = findProblems(
      events.map((expected) => ({ expected, acknowledged: true })),
      evidence,
    );
    // Without a time to become final in, an open event is only on its way.
    const counted = problems.filter(({ kind }) => kind !== 'stuck' || options.waitSeconds > 0);
    output.line(`Records: ${describeStates([...records.values()])}; ${evidence.results.size} results`);
    output.line(describeProblems(counted));
    return counted.length === 0;
  } finally {
    stores.close();
  }
}

function every(total: number, output: SendOutput): (done: number) => void {
  const step = Math.max(1, Math.floor(total / 10));
  return (done) => {
    if (done % step === 0) {
      output.progress(`${done} of ${total} answered`);
    }
  };
}

/** The usual three, as text. */
export function describeTimes(milliseconds: readonly number[]): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((fraction) => percentile(milliseconds, fraction));
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
}
