import { spawnSync } from 'node:child_process';

/** What caught a mutant. */
export interface Verdict {
  /** Undefined: nothing did. */
  readonly caughtBy: string | undefined;
  readonly seconds: number;
}

interface Judge {
  readonly arguments: readonly string[];
  /** How its output names what it found. */
  readonly finding: RegExp;
  readonly name: string;
}

const JUDGES: readonly Judge[] = [
  {
    name: 'explorer',
    arguments: ['--import', 'tsx', 'explorer/main.ts', '--budget', 'ci'],
    finding: /VIOLATED: ([\w-]+)/,
  },
  {
    name: 'unit tests',
    arguments: ['node_modules/jest/bin/jest.js', 'test/domain', 'test/usecases'],
    finding: /● (.+)/,
  },
  {
    name: 'virtual-time check',
    arguments: ['--import', 'tsx', 'explorer/main.ts', '--check', 'all'],
    finding: /FAILED: ([\w-]+)/,
  },
];

/** A broken schedule may be told in many lines. */
const LIMITS = { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 } as const;

/** Asks the explorer first, then the unit tests, then the checks in virtual time, which take longest. */
export function judge(directory: string): Verdict {
  const started = Date.now();
  for (const { name, arguments: args, finding } of JUDGES) {
    const ended = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8', ...LIMITS });
    if (ended.status !== 0) {
      const found = finding.exec(`${ended.stdout}${ended.stderr}`)?.[1] ?? 'it ended with an error';
      return { caughtBy: `${name}: ${found}`, seconds: (Date.now() - started) / 1000 };
    }
  }
  return { caughtBy: undefined, seconds: (Date.now() - started) / 1000 };
}
