import { spawnSync } from 'node:child_process';

/** What became of a copy of the code. Only a named finding is a kill: code that does not even run proves nothing. */
export type DetectionResult =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survived' }
  | { readonly kind: 'error'; readonly detail: string };

/** How a detector ended. */
export interface DetectorRun {
  /** Null when it was ended from outside, at its time limit for example. */
  readonly status: number | null;
  readonly output: string;
}

export interface Detector {
  readonly name: string;
  readonly arguments: readonly string[];
  /** How its output names the invariant, test or check that failed. */
  readonly finding: RegExp;
}

export const DETECTORS: readonly Detector[] = [
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
    finding: /^FAIL: ([\w-]+)/m,
  },
];

/** A broken schedule may be told in many lines, and a machine be busy with other work. */
const LIMITS = { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 } as const;

/** Runs one detector after the other: the explorer first, the checks in virtual time, which take longest, last. */
export function detect(directory: string, detectors: readonly Detector[] = DETECTORS): DetectionResult {
  for (const each of detectors) {
    const ended = spawnSync(process.execPath, each.arguments, {
      cwd: directory,
      encoding: 'utf8',
      ...LIMITS,
    });
    const result = classifyRun(each, { status: ended.status, output: `${ended.stdout}${ended.stderr}` });
    if (result.kind !== 'survived') {
      return result;
    }
  }
  return { kind: 'survived' };
}

/** What one detector found. */
export function classifyRun({ name, finding }: Detector, { status, output }: DetectorRun): DetectionResult {
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
