import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { noteLine } from '../../cli/terminal/output';
import type { Checkout } from './code/checkout';

/** `npm test` or `.ci/run`. */
export type Timed = 'test' | 'ci';

const COMMANDS = { test: ['npm', 'test'], ci: ['.ci/run'] } as const satisfies Record<
  Timed,
  readonly string[]
>;

/** How often a line says that it goes on. */
const EVERY_MS = 30_000;

/** How long a command takes; its own output is shown on standard error as it comes. */
export async function measureSeconds(
  what: Timed,
  { root }: Checkout,
): Promise<{ readonly seconds: number; readonly exitCode: number | null }> {
  const [command, ...args] = COMMANDS[what];
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const timer = setInterval(() => noteLine(`${what}: ${elapsed().toFixed(0)} s so far`), EVERY_MS);
  try {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { seconds: elapsed(), exitCode };
  } finally {
    clearInterval(timer);
  }
}
