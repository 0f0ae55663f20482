import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIdentity, runState } from '../../../cli/connection/local-runs';
import type { Endpoints } from './endpoints';

/**
 * Writes the file in one step, readable by its owner alone: it holds keys. The answer removes it again, unless another run
 * has written its own since.
 */
export function writeEndpointsFile(file: string, endpoints: Endpoints): () => void {
  const text = `${JSON.stringify(endpoints, undefined, 2)}\n`;
  const temporary = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
  return () => {
    if (readOrNothing(file) === text) {
      rmSync(file, { force: true });
    }
  };
}

/** @throws Error when the file is that of another run that is still up */
export async function refuseFileOfRun(file: string): Promise<void> {
  const owner = readIdentity(file);
  if (owner && (await runState(owner)) === 'running') {
    throw new Error(
      `--endpoints-file: ${file} is that of the local run at ${owner.api} (process ${owner.run.pid}). Stop that run, or choose another file.`,
    );
  }
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
