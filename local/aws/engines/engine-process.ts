import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How to run one engine, and how to know that it answers. */
export interface EngineSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Resolves with what the engine said once it answers; asked again while undefined. */
  ready(output: () => string): Promise<string | undefined>;
}

export interface EngineProcess {
  /** What `ready` resolved with. */
  readonly answer: string;
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
/** An engine of a stack that was just killed may hold its files for some milliseconds more. */
const RETRY_WITHIN_MS = 3_000;
const POLL_MS = 10;
const KEPT_OUTPUT = 4_000;

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  output(): string;
  diagnostics(): string;
}

/**
 * Starts an engine, retrying with what `prepare` answers each time, as a child that cannot outlive us: its standard input is a pipe from this process, and whoever holds the
 * other end (the engine, or the shell around it) exits when the pipe closes. The kernel closes it even when we get SIGKILL.
 * @throws Error with the engine's own last words when it does not come up
 */
export async function startEngineProcess(prepare: () => Promise<EngineSpec>): Promise<EngineProcess> {
  const lastTry = Date.now() + RETRY_WITHIN_MS;
  for (;;) {
    const spec = await prepare();
    const running = launch(spec);
    const answer = await untilReady(spec, running);
    if (answer !== undefined) {
      return supervise(spec, running, answer);
    }
    await stop(running);
    if (Date.now() >= lastTry) {
      const words = running.diagnostics().trim() || 'nothing';
      throw new Error(`Engine ${spec.name}: did not start, expected it to answer. It said: ${words}`);
    }
    await pause(200);
  }
}

function launch(spec: EngineSpec): Running {
  // A process group of its own: Ctrl-C in the terminal must reach the engines through our orderly stop, not past it.
  const child = spawn(spec.command, [...spec.args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-KEPT_OUTPUT);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk).slice(-KEPT_OUTPUT);
  });
  child.stdin.on('error', () => undefined);
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      errors += error.message;
      resolve(undefined);
    });
  });
  return { child, exited, output: () => output + errors, diagnostics: () => errors || output };
}

async function untilReady(spec: EngineSpec, running: Running): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let gone = false;
  void running.exited.then(() => {
    gone = true;
  });
  while (!gone && Date.now() < deadline) {
    const answer = await spec.ready(running.output);
    if (answer !== undefined) {
      return answer;
    }
    await pause(POLL_MS);
  }
  return undefined;
}

function supervise(spec: EngineSpec, running: Running, answer: string): EngineProcess {
  let stopping = false;
  const failed = new Promise<never>((_resolve, reject) => {
    void running.exited.then(() => {
      if (!stopping) {
        reject(new Error(`Engine ${spec.name}: ended by itself. It said: ${running.diagnostics().trim()}`));
      }
    });
  });
  failed.catch(() => undefined);
  return {
    answer,
    failed,
    stop: () => {
      stopping = true;
      return stop(running);
    },
  };
}

async function stop(running: Running): Promise<void> {
  const { child } = running;
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exit = once(child, 'exit');
  child.stdin?.destroy();
  const timer = setTimeout(() => killGroup(pid), 3_000);
  await exit;
  clearTimeout(timer);
}

/** The engine and the shell around it: killing the shell alone would leave an orphan. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
