import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { faultsOn } from '../../local/faults/parse-faults';
import { startProviderFaults } from '../../local/faults/provider-faults';
import { type Simulator, startSimulators } from '../../local/simulators/start-simulators';
import { Stores, waitForFinalRecords } from '../../local/stores';
import { type Evidence, findProblems, type Problem } from '../load/find-problems';
import { countProviderCalls, type ProviderCalls } from '../load/provider-calls';
import { type WorkloadEvent, workloadEvents } from '../load/workload';
import type { ChaosOptions } from './chaos-options';
import { chaosPlan, KillSchedule } from './chaos-plan';
import { type PersistentlySent, sendPersistently } from './persistent-sender';
import { ChaosStack } from './stack/chaos-stack';

export interface ChaosReport {
  readonly deliveries: number;
  readonly sent: PersistentlySent;
  readonly kills: ReadonlyMap<string, number>;
  /** Planned kills for which no process was there. */
  readonly missed: number;
  readonly restarts: number;
  readonly evidence: Evidence;
  readonly problems: readonly Problem[];
  readonly calls: ProviderCalls;
  readonly seconds: { readonly load: number; readonly recovery: number; readonly all: number };
}

type Progress = (text: string) => void;

/** Starts, loads, kills, lets recover, and compares; everything it started is stopped at the end. */
export async function runChaos(
  options: ChaosOptions,
  directory: string,
  progress: Progress,
): Promise<ChaosReport> {
  const tokens = Object.fromEntries(PROVIDER_IDS.map((id) => [id, `chaos_${id}_token`]));
  const apiTokens = Object.fromEntries(Object.entries(tokens).map(([id, token]) => [id, [token]]));
  const simulators = await startSimulators({ apiTokens });
  try {
    progress('synthesizing the app and starting the stack');
    const providers = Object.fromEntries(
      Object.values(simulators).map(({ provider, url }) => [
        provider,
        { url, apiToken: tokens[provider] ?? '' },
      ]),
    );
    const { seed, quick } = options;
    const faults = faultsOn('aws', options.faults);
    const stack = await ChaosStack.start({ directory, providers, faults, seed, quick });
    try {
      return await new ChaosRun(options, stack, simulators, progress).run();
    } finally {
      await stack.stop();
    }
  } finally {
    await Promise.all(Object.values(simulators).map((simulator) => simulator.stop()));
  }
}

class ChaosRun {
  private readonly started = performance.now();
  private readonly events: readonly WorkloadEvent[];
  private readonly simulatorUrls: Readonly<Record<string, string>>;

  constructor(
    private readonly options: ChaosOptions,
    private readonly stack: ChaosStack,
    private readonly simulators: Readonly<Record<string, Simulator>>,
    private readonly progress: Progress,
  ) {
    this.simulatorUrls = Object.fromEntries(Object.values(simulators).map((one) => [one.provider, one.url]));
    this.events = workloadEvents({
      ...options,
      sources: stack.endpoints.sources,
      simulators: this.simulatorUrls,
      prefix: `chaos-${options.seed}-`,
      cases: 'all',
    });
  }

  async run(): Promise<ChaosReport> {
    const { stack } = this;
    this.planDocuments();
    const { deliveries, sent } = await this.load();
    const loaded = performance.now();
    const evidence = await this.recover(sent);
    stack.check();
    const recovered = performance.now();
    const ids = new Set(this.events.map(({ documentId }) => documentId));
    const seconds = (from: number, to: number) => Math.round((to - from) / 1000);
    return {
      deliveries,
      sent,
      kills: stack.kills,
      missed: stack.missed,
      restarts: stack.restarts,
      evidence,
      problems: findProblems(
        this.events.map(({ expected }) => ({ expected, acknowledged: sent.acknowledged.has(expected.pk) })),
        evidence,
      ),
      calls: await countProviderCalls(this.simulatorUrls, ids),
      seconds: {
        load: seconds(this.started, loaded),
        recovery: seconds(loaded, recovered),
        all: seconds(this.started, recovered),
      },
    };
  }

  private planDocuments(): void {
    for (const { provider, documentId, plan } of this.events) {
      if (plan) {
        this.simulators[provider]?.plan(documentId, plan);
      }
    }
  }

  private async load(): Promise<{ deliveries: number; sent: PersistentlySent }> {
    const { stack, simulators, progress } = this;
    const { seed, rate, faults } = this.options;
    const { order, kills } = chaosPlan(this.options);
    const schedule = new KillSchedule(kills, async (kill) => {
      progress(`SIGKILL ${kill.target}`);
      await stack.kill(kill);
    });
    const stopFaults = startProviderFaults(faultsOn('providers', faults), Object.values(simulators), seed);
    const step = Math.max(1, Math.floor(order.length / 20));
    const sent = await sendPersistently({
      target: { sources: stack.endpoints.sources, simulators: this.simulatorUrls },
      deliveries: order.map((index) => this.events[index] as WorkloadEvent),
      rate,
      onAnswered: (done) => {
        schedule.advance(done);
        if (done % step === 0) {
          progress(`${done} of ${order.length} deliveries answered 200`);
        }
      },
    });
    await schedule.finished();
    stopFaults();
    await stack.stopFaults();
    return { deliveries: order.length, sent };
  }

  private async recover({ acknowledged }: PersistentlySent): Promise<Evidence> {
    const { stack, progress } = this;
    const stores = new Stores(stack.endpoints);
    const checked: Pick<Stores, 'records'> = {
      records: (pks) => {
        stack.check();
        return stores.records(pks);
      },
    };
    try {
      const records = await waitForFinalRecords(checked, [...acknowledged], {
        withinMs: this.options.waitSeconds * 1000,
        onOpen: (open) => progress(`faults stopped; ${open} of ${acknowledged.size} still to become final`),
      });
      const results = await stores.objects(await stores.objectKeys());
      return { records, recordKeys: await stores.allRecordKeys(), results };
    } finally {
      stores.close();
    }
  }
}
