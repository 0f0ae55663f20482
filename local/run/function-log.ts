import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { plainLines } from '../../lambda/domain/text/unicode';

export interface FunctionLog {
  write(functionId: string, line: string): void;
  close(): Promise<void>;
}

/** Keeps what the functions print, each line with its function. What earlier starts left stays; `started` marks where this one begins. */
export function openFunctionLog(file: string, started: string): FunctionLog {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  // A full disk must not end the run.
  stream.on('error', () => {});
  stream.write(`==== ${started} ====\n`);
  return {
    write: (functionId, line) => stream.write(`[${functionId}] ${plainLines(line)}\n`),
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}
