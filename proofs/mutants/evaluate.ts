import { spawnSync } from 'node:child_process';

/** What became of a copy of the code. Only a named finding is a kill: code that does not even run proves nothing. */
export type Verdict =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survived' }
  | { readonly kind: 'error'; readonly detail: string };

/** How a judge ended. */
export interface JudgeEnd {
  /** Null when it was ended from outside, at its time limit for example. */
  readonly status: number | null;
  readonly output: string;
}

export interface Judge {
  readonly name: string;
  readonly arguments: readonly string[];
  /** How its output names the invariant, test or check that failed. */
  readonly finding: RegExp;
}

export const JUDGES: readonly Judge[] = [
  {
    name: 'explorer',
    arguments: ['--import', 'tsx', 'proofs/main.ts', 'explore', '--budget', 'ci'],
    finding: /^VIOLATED: ([\w-]+)/m,
  },
  {
    name: 'unit tests',
    arguments: ['node_modules/jest/bin/jest.js', 'test/lambda/domain', 'test/lambda/usecases'],
    // A test has a suite before its name; "Test suite failed to run" has not.
    finding: /^ *● (.+ › .+)$/m,
  },
  {
    name: 'virtual-time check',
    arguments: ['--import', 'tsx', 'proofs/main.ts', 'explore', '--check', 'all'],
    finding: /^FAILED: ([\w-]+)/m,
  },
];

/** A broken schedule may be told in many lines, and a machine be busy with other work. */
const LIMITS = { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 } as const;

/** Asks one judge after the other: the explorer first, the checks in virtual time, which take longest, last. */
export function judge(directory: string, judges: readonly Judge[] = JUDGES): Verdict {
  for (const each of judges) {
    const ended = spawnSync(process.execPath, each.arguments, {
      cwd: directory,
      encoding: 'utf8',
      ...LIMITS,
    });
    const verdict = verdictOf(each, { status: ended.status, output: `${ended.stdout}${ended.stderr}` });
    if (verdict.kind !== 'survived') {
      return verdict;
    }
  }
  return { kind: 'survived' };
}

/** What one judge found. */
export function verdictOf({ name, finding }: Judge, { status, output }: JudgeEnd): Verdict {
  if (status === 0) {
    return { kind: 'survived' };
  }
  const found = status === null ? undefined : finding.exec(output)?.[1];
  if (found === undefined) {
    const how = status === null ? 'was ended from outside' : `ended with ${status}`;
    return { kind: 'error', detail: `${name} ${how} and named no finding: ${lastLine(output)}` };
  }
  return { kind: 'killed', by: `${name}: ${found}` };
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing')
    .trim()
    .slice(0, 200);
}
