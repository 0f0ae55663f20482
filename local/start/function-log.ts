import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export interface FunctionLog {
  write(functionId: string, line: string): void;
  close(): Promise<void>;
}

/** Keeps what the functions print, each line with its function; every run starts anew. */
export function openFunctionLog(file: string): FunctionLog {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  // A full disk must not end the run.
  stream.on('error', () => {});
  return {
    write: (functionId, line) => stream.write(`[${functionId}] ${line}\n`),
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}
