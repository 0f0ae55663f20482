import { printLine } from '../../../cli/terminal/output';
import { checkBacklog } from './check-backlog';
import { checkIdle } from './check-idle';
import { checkRetryAfter } from './check-retry-after';
import { checkToken } from './check-token';
import type { CheckReport } from './play-story';

/** Stories in virtual time that are too long to be combined with every fault. */
export const CHECKS = {
  'retry-after': () => checkRetryAfter(),
  token: () => checkToken(),
  idle: () => checkIdle(),
  backlog: () => checkBacklog(),
} as const satisfies Record<string, () => Promise<CheckReport>>;

export type CheckName = keyof typeof CHECKS;

export const CHECK_NAMES = Object.keys(CHECKS) as readonly CheckName[];

/** Plays the stories and prints what came of them. False when one of them went wrong. */
export async function runChecks(which: CheckName | 'all'): Promise<boolean> {
  let fine = true;
  for (const name of which === 'all' ? CHECK_NAMES : [which]) {
    const { facts, problems } = await CHECKS[name]();
    printLine(`${problems.length === 0 ? 'PASS' : 'FAIL'}: ${name}`);
    for (const line of [...problems, ...facts]) {
      printLine(`  ${line}`);
    }
    fine &&= problems.length === 0;
  }
  return fine;
}
