import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { getProvider } from '../../lambda/providers/registry';
import type { ReconcileReport } from '../../lambda/usecases/reconcile/reconcile-deps';
import type { Source } from '../../lambda/usecases/source';
import type { DeniedCall } from '../../local/aws/authorization/usage';
import type { Invocation } from '../../local/aws/lambda/local-function';
import { until } from '../../local/aws/until';
import { findFunctions } from '../../local/run/local-functions';
import type { LocalRunOptions } from '../../local/run/local-run-options';
import { type LocalRun, startLocalRun } from '../../local/run/start-local-run';
import { deliver } from '../../local/simulators/start-simulators';
import { Stores } from '../../local/stores';
import { evaluateProof, type ProofFacts } from './evaluate-proof';
import { chooseKind, createWebhook, type ProofSize, proofDocuments, storedRecord } from './proof-documents';

const CONFIG = join(__dirname, 'proof.config.ts');
/** Nothing here takes longer on a machine that also does something else. */
const WITHIN_MS = 120_000;

export interface ProofOptions extends ProofSize {
  readonly onProgress?: (text: string) => void;
  /** Every line the functions print. */
  readonly onLine?: LocalRunOptions['onLine'];
}

export interface ProofOutcome {
  readonly facts: ProofFacts;
  /** Checks that do not hold; empty when the proof passed. */
  readonly problems: readonly string[];
  /** Calls the synthesized policies did not allow. */
  readonly denied: readonly DeniedCall[];
}

/**
 * Reconciles a source of many documents on the local stack: the function is killed half-way and started again, then the late
 * webhooks come. Everything runs as deployed: bundled functions, a DynamoDB engine, the provider's simulator over HTTP.
 */
export async function runProof(options: ProofOptions): Promise<ProofOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'reconcile-proof-'));
  const run = await startLocalRun({
    config: CONFIG,
    directory,
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.onLine && { onLine: options.onLine }),
  });
  const stores = new Stores(run.endpoints);
  const facts = await new Proof(run, stores, options).play().finally(async () => {
    stores.close();
    await run.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const { denied } = run.authorization?.report() ?? { denied: [] };
  return { facts, problems: evaluateProof(facts, options), denied };
}

class Proof {
  private readonly source: Source;
  private readonly documents: ReturnType<typeof proofDocuments>;

  constructor(
    private readonly run: LocalRun,
    private readonly stores: Stores,
    private readonly options: ProofOptions,
  ) {
    const [endpoint] = run.endpoints.sources;
    if (!endpoint) {
      throw new Error('Proof: got a stack without a source, expected one.');
    }
    const { id, provider, options: sourceOptions } = endpoint;
    this.source = { id, provider: getProvider(provider), options: sourceOptions };
    this.documents = proofDocuments(options, run.endpoints.policy, Date.now());
  }

  async play(): Promise<ProofFacts> {
    await this.fill();
    this.say('reconciling, to be killed half-way');
    const { killed, listsAtKill } = await this.reconcileAndKill();
    this.say('reconciling again');
    const resumed = await this.reconcile();
    const captured = await this.waitForFinal();
    const callsBefore = this.simulator.calls().length;
    this.say(`${this.options.late} late webhooks arrive`);
    await this.deliverLate();
    const late = await this.waitForFinal();
    return {
      killed,
      listsAtKill,
      report: resumed.ok ? (resumed.payload as readonly ReconcileReport[])[0] : undefined,
      captured,
      late,
      lists: this.simulator.listCalls(),
      calls: this.simulator.calls(),
      callsBefore,
      resultKeys: await this.stores.objectKeys(),
      documents: this.documents,
    };
  }

  private async fill(): Promise<void> {
    const { policy } = this.run.endpoints;
    this.say(`${this.documents.length} documents are finished, ${this.options.missing} of them never told`);
    this.simulator.finish(this.documents.map(({ kind: _, ...document }) => document));
    // Every other expired record was deleted by its TTL already.
    const told = this.documents.filter(
      ({ kind }, at) => kind === 'known' || (kind === 'expired' && at % 2 === 0),
    );
    await this.stores.fill(
      told.map((document) =>
        storedRecord(document, {
          source: this.source,
          policy,
          at: Date.parse(document.kind === 'expired' ? document.createdAt : document.updatedAt),
        }),
      ),
    );
  }

  /** SIGKILL, as when Lambda's machine goes: no handler hears of it. */
  private async reconcileAndKill(): Promise<{ killed: boolean; listsAtKill: number }> {
    const half = Math.ceil(this.options.documents / 500 / 2);
    const running = this.reconcile();
    await until(
      'half of the lists were read',
      WITHIN_MS,
      async () => this.simulator.listCalls().length >= half || undefined,
    );
    const killed = this.run.kill(this.functionId);
    const { ok } = await running;
    return { killed: killed && !ok, listsAtKill: this.simulator.listCalls().length };
  }

  private reconcile(): Promise<Invocation> {
    return this.run.invoke(this.functionId, {});
  }

  /** Every event that ingest or the reconciler received, once all are final. */
  private async waitForFinal(): Promise<ProofFacts['captured']> {
    const seeded = (writeId: string) => writeId.startsWith('seed-');
    return until('every captured event is final', WITHIN_MS, async () => {
      const mine = (await this.stores.allRecords()).filter(({ writeId }) => !seeded(writeId));
      return mine.every(({ status }) => isFinal(status)) ? mine : undefined;
    });
  }

  private async deliverLate(): Promise<void> {
    const [endpoint] = this.run.endpoints.sources;
    const missing = this.documents.filter((_, at) => chooseKind(at, this.options) === 'missing');
    for (const document of missing.slice(0, this.options.late)) {
      const { provider = '', url = '', signingSecret = '' } = endpoint ?? {};
      const body = createWebhook(document, this.source);
      const { status } = await deliver({ provider, url, signingKey: signingSecret, body });
      if (status !== 200) {
        throw new Error(`Proof: a late webhook was answered ${status}, expected 200.`);
      }
    }
  }

  private get simulator() {
    const simulator = this.run.simulators[this.source.provider.manifest.id];
    if (!simulator) {
      throw new Error('Proof: the provider has no simulator.');
    }
    return simulator;
  }

  private get functionId(): string {
    const [found] = findFunctions(this.run.deployment, 'reconcile');
    if (!found) {
      throw new Error('Proof: got no reconciler in the template, expected one.');
    }
    return found;
  }

  private say(text: string): void {
    this.options.onProgress?.(text);
  }
}
