import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
