import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIMULATED_APIS } from './registry';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator';

export type { Call, DocumentPlan, Faults, FinishedDocument, ListCall } from './behaviour';
export { createSimulatorClient, type SimulatorClient } from './client';
export { type Delivery, type DeliveryAnswer, deliver } from './deliver';
export { bodyFor } from './registry';
export type { Simulator } from './simulator';

export interface SimulatorsOptions {
  /** Where plans and ports are kept, so that a restarted run finds them again. */
  readonly dataDir?: string;
  /** Provider → accepted API tokens; a simulator is started for each provider named. */
  readonly apiTokens: Readonly<Record<string, readonly string[]>>;
  /** A document of this provider was asked for whose plan says `crash`. */
  readonly onCrash?: SimulatorOptions['onCrash'];
  /** Port of the first simulator, the others take the next ones; default: any free port. */
  readonly port?: number;
}

/** Starts a simulator for every provider named in `apiTokens`; if one cannot start, none stays. */
export async function startSimulators(options: SimulatorsOptions): Promise<Record<string, Simulator>> {
  const started: Record<string, Simulator> = {};
  try {
    for (const [index, api] of SIMULATED_APIS.entries()) {
      const apiTokens = options.apiTokens[api.provider];
      if (apiTokens) {
        const port = options.port ? { port: options.port + index } : {};
        started[api.provider] = await startKept(
          { api, apiTokens, onCrash: options.onCrash, ...port },
          options.dataDir,
        );
      }
    }
  } catch (error) {
    await Promise.all(Object.values(started).map((simulator) => simulator.stop()));
    throw error;
  }
  return started;
}

/** With a data directory a simulator returns on its former port: queued events may hold links to it. */
async function startKept(options: SimulatorOptions, dataDir: string | undefined): Promise<Simulator> {
  if (!dataDir) {
    return startSimulator(options);
  }
  mkdirSync(dataDir, { recursive: true });
  const portFile = join(dataDir, `${options.api.provider}.port`);
  const kept = { file: join(dataDir, `${options.api.provider}.json`), ...options };
  const simulator = await onPort(kept, options.port ?? formerPort(portFile));
  writeFileSync(portFile, String(simulator.port));
  return simulator;
}

function formerPort(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

async function onPort(options: SimulatorOptions, port: number): Promise<Simulator> {
  try {
    return await startSimulator({ ...options, port });
  } catch (error) {
    // Somebody else has taken the former port; an explicit one is the caller's to change.
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && options.port === undefined) {
      return startSimulator({ ...options, port: 0 });
    }
    throw error;
  }
}
