import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Endpoints } from '../../../local/run/files/endpoints';
import type { FunctionRole } from '../chaos-plan';
import { findDescendants } from './descendants';
import type { FromStack, StackArguments, ToStack } from './stack-messages';

const CHILD = join(__dirname, 'stack-child.ts');
const READY_WITHIN_MS = 60_000;

/** A local run in a process of its own. */
export class StackProcess {
  /** Rejects when it ends although nobody asked; never resolves. */
  readonly failed: Promise<never>;
  private ending = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly endpoints: Endpoints,
  ) {
    this.failed = new Promise((_, reject) => {
      child.on('message', (message: FromStack) => {
        if (message.kind === 'failed' && !this.ending) {
          reject(new Error(message.message));
        }
      });
      child.once('exit', (code, signal) => {
        if (!this.ending) {
          reject(new Error(`The stack ended by itself (${signal ?? `exit status ${code}`}).`));
        }
      });
    });
    this.failed.catch(() => {});
  }

  /** @throws Error with the stack's own words when it does not come up */
  static async start(options: StackArguments): Promise<StackProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk).slice(-4_000);
    });
    try {
      const first = await nextMessage(child, READY_WITHIN_MS);
      if (first.kind === 'ready') {
        return new StackProcess(child, first.endpoints);
      }
      throw new Error(first.kind === 'failed' ? first.message : `got "${first.kind}", expected "ready"`);
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`The stack did not start: ${(error as Error).message}\n${words}`.trim());
    }
  }

  /** SIGKILLs a process of a function at work. False: it has none. One at a time. */
  async killFunction(role: FunctionRole, atCall: number): Promise<boolean> {
    const answer = await this.ask({ kind: 'kill', role, atCall });
    return answer.kind === 'done' && answer.killed;
  }

  async stopFaults(): Promise<void> {
    await this.ask({ kind: 'stop-faults' });
  }

  /** SIGKILL for everything at once; where the system does not show what it started, that ends when its pipes break. */
  async killAll(): Promise<void> {
    this.ending = true;
    const { pid = 0 } = this.child;
    const others = findDescendants(pid);
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    for (const other of others) {
      killIfThere(other);
    }
    await exited;
  }

  /** An orderly end. */
  async stop(): Promise<void> {
    if (this.ending || this.child.exitCode !== null || this.child.signalCode !== null) {
      return;
    }
    this.ending = true;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  private async ask(message: ToStack): Promise<FromStack> {
    const answer = nextMessage(this.child, READY_WITHIN_MS);
    this.child.send(message);
    return answer;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already: its parent's pipe broke first.
  }
}

async function nextMessage(child: ChildProcess, withinMs: number): Promise<FromStack> {
  const signal = AbortSignal.timeout(withinMs);
  const exit = once(child, 'exit', { signal }).then(([code, how]) => {
    throw new Error(`it ended (${how ?? `exit status ${code}`})`);
  });
  exit.catch(() => {});
  const [message] = (await Promise.race([once(child, 'message', { signal }), exit])) as [FromStack];
  return message;
}
