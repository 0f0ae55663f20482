import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedNode } from '../../local/aws/engines/node-with-sqlite';
import { startLocalRun } from '../../local/run/start-local-run';
import { buildParts } from '../build/published-packages';

const ROOT = join(__dirname, '..', '..');
const INBOX = join('bin', 'inbox.js');
const ROUNDS = 15;

/** What is started, and the most that the package may take of the time that the checkout takes through tsx. */
const COMMANDS = [
  { words: ['--version'], most: 0.25 },
  { words: ['--help'], most: 0.25 },
  { words: ['events', 'list'], most: 0.6 },
] as const;

export interface Quartiles {
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
}

/** Milliseconds from start to end of one command. */
export interface StartUp {
  readonly command: string;
  readonly most: number;
  readonly built: Quartiles;
  readonly tsx: Quartiles;
}

/**
 * How long the built command line and the same through tsx take, in one run that interleaves them: what else the machine does
 * slows both. `events list` reads a local run without events. Runs on the Node 24 of this checkout where there is one.
 */
export async function measureStartUp(rounds = ROUNDS): Promise<readonly StartUp[]> {
  const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  const run = await startLocalRun({});
  try {
    await buildParts(join(folder, 'dist'));
    // As npm lays the package out: the version is read from package.json.
    for (const file of [INBOX, 'package.json']) {
      cpSync(join(ROOT, file), join(folder, file));
    }
    const taken = COMMANDS.map(({ words, most }) => ({
      command: words.join(' '),
      args: words[0] === 'events' ? [...words, '--endpoints', run.endpointsFile] : words,
      most,
      built: [] as number[],
      tsx: [] as number[],
    }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { args, built, tsx } of taken) {
        tsx.push(await time(join(ROOT, INBOX), args));
        built.push(await time(join(folder, INBOX), args));
      }
    }
    return taken.map(({ command, most, built, tsx }) => ({
      command,
      most,
      built: quartiles(built),
      tsx: quartiles(tsx),
    }));
  } finally {
    await run.stop();
    rmSync(folder, { recursive: true });
  }
}

async function time(program: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(packagedNode() ?? process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ended with ${code}, expected 0.`);
  }
  return performance.now() - started;
}

function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { p25: at(0.25), p50: at(0.5), p75: at(0.75) };
}
