import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { FaultSwitch } from '../../../local/faults/parse-faults';
import { synthesize } from '../../../local/run/app/synthesize';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { createAwsClients } from '../../../local/run/local-aws';
import type { FunctionRole, KillTarget, PlannedKill } from '../chaos-plan';
import { QUICK_SWEEP_SECONDS } from './quick-times';
import type { StackArguments } from './stack-messages';
import { StackProcess } from './stack-process';

const KILL_TRIES = 5;
const CONFIG = join(__dirname, '..', 'chaos.config.ts');
const QUICK_APP = join(__dirname, 'quick-app.ts');

export interface ChaosStackOptions {
  readonly directory: string;
  /** Provider → address and token of its API, which outlives every kill as a provider would. */
  readonly providers: Readonly<Record<string, { readonly url: string; readonly apiToken: string }>>;
  readonly faults: readonly FaultSwitch[];
  readonly seed: number;
  /** With the times of quick-times.ts. */
  readonly quick: boolean;
}

/** The stack under chaos: killed in part or whole, and started again where it was. */
export class ChaosStack {
  readonly kills = new Map<KillTarget, number>();
  /** Kills for which no process was there. */
  missed = 0;
  restarts = 0;
  private process: StackProcess;
  private failure: Error | undefined;

  private constructor(
    private arguments_: StackArguments,
    first: StackProcess,
  ) {
    this.process = first;
    this.watch(first);
  }

  static async start({ directory, providers, faults, seed, quick }: ChaosStackOptions): Promise<ChaosStack> {
    const cdkOutDir = join(directory, 'cdk.out');
    await synthesize({ outDir: cdkOutDir, config: CONFIG, app: quick ? QUICK_APP : undefined });
    const providerUrls = Object.fromEntries(Object.entries(providers).map(([id, { url }]) => [id, url]));
    const first = {
      directory: join(directory, 'run'),
      dataDir: join(directory, 'data'),
      cdkOutDir,
      config: CONFIG,
      port: 0,
      providerUrls,
      faults: [],
      seed,
      sweepEverySeconds: quick ? QUICK_SWEEP_SECONDS : undefined,
    };
    const process = await StackProcess.start(first);
    await putApiTokens(process.endpoints, providers);
    // The same address after each restart: a provider knows only one.
    const port = Number(new URL(process.endpoints.api).port);
    const stack = new ChaosStack({ ...first, port, faults }, process);
    await stack.restart();
    return stack;
  }

  get endpoints(): Endpoints {
    return this.process.endpoints;
  }

  /** @throws Error when the stack ended although nobody killed it */
  check(): void {
    if (this.failure) {
      throw this.failure;
    }
  }

  async kill({ target, atCall }: PlannedKill): Promise<void> {
    if (target === 'stack') {
      await this.restart();
      this.restarts += 1;
    } else if (!(await this.killFunction(target, atCall))) {
      this.missed += 1;
      return;
    }
    this.kills.set(target, (this.kills.get(target) ?? 0) + 1);
  }

  /** From here on nothing fails but by itself, after a restart too. */
  async stopFaults(): Promise<void> {
    this.arguments_ = { ...this.arguments_, faults: [] };
    await this.process.stopFaults();
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  /** Right after a restart a function may have no process yet. */
  private async killFunction(role: FunctionRole, atCall: number): Promise<boolean> {
    for (let tries = 0; tries < KILL_TRIES; tries += 1) {
      if (await this.process.killFunction(role, atCall)) {
        return true;
      }
    }
    return false;
  }

  private async restart(): Promise<void> {
    await this.process.killAll();
    this.process = await StackProcess.start(this.arguments_);
    this.watch(this.process);
  }

  private watch(process: StackProcess): void {
    process.failed.catch((error: Error) => {
      this.failure = error;
    });
  }
}

async function putApiTokens(
  { sources, secrets, endpoints }: Endpoints,
  providers: ChaosStackOptions['providers'],
): Promise<void> {
  const clients = createAwsClients(endpoints.secretsmanager, 'local');
  for (const { id, provider } of sources) {
    const SecretId = secrets[id]?.apiToken;
    const SecretString = providers[provider]?.apiToken;
    await clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }
  clients.destroy();
}
