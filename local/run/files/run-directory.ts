import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  endpointsFileIn,
  findLocalRuns,
  localDirectory,
  type RunDescription,
  runsDirectory,
} from '../../../cli/connection/local-runs';
import type { LocalRunOptions } from '../local-run-options';
import { createIgnored } from './data-directory';

const LOG_NAME = 'functions.log';
const CLOUD_ASSEMBLY_NAME = 'cdk.out';
/** The log of a run that was killed is evidence; after this long nobody asks for it any more. */
const KEEP_LOGS_MS = 7 * 24 * 60 * 60 * 1000;

/** The files of one run: no other run writes them. */
export interface RunDirectory {
  readonly run: RunDescription;
  readonly endpointsFile: string;
  readonly cdkOutDir: string;
  /** The run has ended: only its log stays. */
  close(): void;
}

/** Prepares the directory of the run that listens at `api`, and clears away what runs left that were killed. */
export async function openRunDirectory(
  options: Pick<LocalRunOptions, 'directory' | 'dataDir' | 'cdkOutDir'>,
  { api, instance }: { readonly api: string; readonly instance: string },
): Promise<RunDirectory> {
  const id = new URL(api).port;
  const { dataDir, directory = join(runsDirectory(), id) } = options;
  if (options.directory === undefined) {
    createIgnored(localDirectory());
    await removeEndedRuns(runsDirectory());
  }
  mkdirSync(directory, { recursive: true });
  return {
    run: {
      id,
      instance,
      pid: process.pid,
      startedAt: new Date().toISOString(),
      logFile: join(dataDir ?? directory, LOG_NAME),
      ...(dataDir !== undefined && { dataDir }),
    },
    endpointsFile: endpointsFileIn(directory),
    cdkOutDir: options.cdkOutDir ?? join(directory, CLOUD_ASSEMBLY_NAME),
    close: () => removeRunFiles(directory),
  };
}

/** Removes what runs that no longer run left: endpoints files, which hold keys, at once; logs after a week. */
export async function removeEndedRuns(runs: string, now = Date.now()): Promise<void> {
  for (const { directory, state } of await findLocalRuns(runs)) {
    if (state === 'ended') {
      removeRunFiles(directory);
    }
  }
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    const directory = join(runs, name);
    if (!existsSync(endpointsFileIn(directory)) && now - statSync(directory).mtimeMs > KEEP_LOGS_MS) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function removeRunFiles(directory: string): void {
  rmSync(endpointsFileIn(directory), { force: true });
  rmSync(join(directory, CLOUD_ASSEMBLY_NAME), { recursive: true, force: true });
  // The log of a run with a data directory is there.
  if (existsSync(directory) && readdirSync(directory).length === 0) {
    rmSync(directory, { recursive: true });
  }
}
