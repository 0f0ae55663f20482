import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { eventKey } from '../../../lambda/domain/record/keys';
import { functionCredentials } from '../../../local/aws/access-keys';
import type { DeniedCall } from '../../../local/aws/authorization/usage';
import type { FaultRule, GatewayCall } from '../../../local/aws/gateway/gateway.types';
import type { SourceEndpoint } from '../../../local/run/files/endpoints';
import type { LocalRunOptions } from '../../../local/run/local-run-options';
import { type LocalRun, startLocalRun } from '../../../local/run/start-local-run';
import { getSamples, type Sample, type SampleChoice } from '../../../local/samples/samples';
import { type Delivery, deliver } from '../../../local/simulators/deliver';
import { Stores } from '../../../local/stores';
import { eventually } from '../../support/eventually';
import { LeakScanner } from './leak-scanner';
import { synthesizedApp } from './synthesized-app';

export const JOURNEYS_CONFIG = join(__dirname, '..', 'configs', 'journeys.config.ts');
/** On two cores that also start everything else. */
const FINAL_WITHIN_MS = 20_000;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A running local stack and a sender that knows it. */
export class Journey {
  private constructor(
    readonly run: LocalRun,
    readonly stores: Stores,
    /** Has read everything the functions print. */
    readonly scanner: LeakScanner,
    private readonly directory: string,
  ) {}

  static async start(options: LocalRunOptions = {}): Promise<Journey> {
    const { cdkOutDir = await synthesizedApp(options.config ?? JOURNEYS_CONFIG) } = options;
    const directory = mkdtempSync(join(tmpdir(), 'journey-'));
    const scanner = new LeakScanner();
    const run = await startLocalRun({
      cdkOutDir,
      synthesized: true,
      directory,
      ...options,
      onLine: (functionId, line) => {
        scanner.read(functionId, line);
        options.onLine?.(functionId, line);
      },
    });
    return new Journey(run, new Stores(run.endpoints), scanner, directory);
  }

  /** @throws Error when a function printed what none may, or was denied a call: no journey is exempt */
  async stop(): Promise<void> {
    this.stores.close();
    await this.run.stop();
    // Only now: what runs to its end while the stack stops may be denied too.
    const { denied } = this.run.authorization?.report() ?? { denied: [] };
    rmSync(this.directory, { recursive: true, force: true });
    this.scanner.assertClean();
    assertNothingDenied(denied);
  }

  /** For `inbox --endpoints`, unless the options name another. */
  get endpointsFile(): string {
    return this.run.endpointsFile;
  }

  source(id: string): SourceEndpoint {
    const found = this.run.endpoints.sources.find((source) => source.id === id);
    if (!found) {
      throw new Error(`Journey: no source "${id}".`);
    }
    return found;
  }

  sample(provider: string, kind: string, choice: SampleChoice = {}): Sample {
    const builder = getSamples(provider)[kind];
    if (!builder) {
      throw new Error(`Journey: ${provider} has no sample "${kind}".`);
    }
    return builder({ simulatorUrl: this.run.endpoints.simulators[provider], ...choice });
  }

  /** Sends a body to a source as its provider would, signed now unless told otherwise. */
  async send(sourceId: string, body: Uint8Array, change: Partial<Delivery> = {}): Promise<Answer> {
    const { provider, url, signingSecret } = this.source(sourceId);
    const answer = await deliver({ provider, url, signingKey: signingSecret, body, ...change });
    return { status: answer.status, body: parsed(answer.body) };
  }

  record(sourceId: string, eventId: string): Promise<EventRecord | undefined> {
    return this.stores.record(eventKey(sourceId, eventId));
  }

  /** The event's record once it is final. */
  final(sourceId: string, eventId: string): Promise<EventRecord> {
    return eventually(async () => {
      const record = await this.record(sourceId, eventId);
      return record && isFinal(record.status) ? record : undefined;
    }, FINAL_WITHIN_MS);
  }

  /** Disturbs calls of the ingest function; the answer ends it. */
  disturbIngest(concerns: (call: GatewayCall) => boolean, fault: FaultRule['fault']): () => void {
    const caller = this.#ingestKey();
    const matches = (call: GatewayCall) => call.caller === caller && concerns(call);
    return this.run.gateway?.addRule({ matches, fault }) ?? (() => {});
  }

  /** AWS calls the ingest function made so far, of one service or of all. */
  ingestCalls(service?: GatewayCall['service']): number {
    const caller = this.#ingestKey();
    const counts = this.run.gateway?.calls() ?? [];
    return counts
      .filter((count) => count.caller === caller && (service ?? count.service) === count.service)
      .reduce((sum, { count }) => sum + count, 0);
  }

  #ingestKey(): string {
    const [route] = this.run.deployment.routes;
    return functionCredentials(route?.functionLogicalId ?? '').accessKeyId;
  }
}

function assertNothingDenied(denied: readonly DeniedCall[]): void {
  if (denied.length > 0) {
    const calls = denied.map(({ role, action, resource }) => `${role} was denied ${action} on ${resource}`);
    throw new Error(`Journey: ${calls.join('; ')}.`);
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
