import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { programFile } from '../program-file';
import { failed, type Invocation, type LocalFunction } from './local-function';
import { RuntimeApi } from './runtime-api';

export interface WorkerOptions {
  readonly fn: LocalFunction;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly onStart?: () => void;
  /** The process ended, for whatever reason. */
  readonly onExit: (worker: Worker) => void;
}

/** Lambda gives the init phase 10 s; a laptop starting everything at once gets more. */
const INIT_TIMEOUT_MS = 30_000;
const BOOTSTRAP = programFile('local', 'aws', 'lambda', 'bootstrap.cjs');

interface Job {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (result: Invocation) => void;
  delivered: boolean;
}

/** One process of a function: at most one invocation at a time. */
export class Worker {
  /** Settles when the process has ended. */
  readonly closed: Promise<void>;
  private readonly api: RuntimeApi;
  private close: () => void = () => {};
  private child: ChildProcess | undefined;
  private job: Job | undefined;
  private timer: NodeJS.Timeout | undefined;
  private waiting = false;
  private ended = false;
  private initError: Invocation | undefined;

  constructor(private readonly options: WorkerOptions) {
    this.closed = new Promise((resolve) => {
      this.close = resolve;
    });
    this.api = new RuntimeApi({
      onNext: () => {
        this.waiting = true;
        this.deliver();
      },
      onResult: (requestId, result) => this.settle(requestId, result),
      onInitError: (error) => {
        this.initError = { ok: false, error };
      },
    });
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** Starts the process; it is ready for `run` at once, the event waits for the handler to load. */
  async start(): Promise<void> {
    const address = await this.api.listen();
    if (this.ended) {
      this.api.close();
      return;
    }
    this.options.onStart?.();
    const child = spawn(process.execPath, [BOOTSTRAP], {
      cwd: this.options.fn.codeDir,
      env: { ...this.options.environment, AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    // The pipe exists only to end with us; the process may be gone before we notice.
    child.stdin.on('error', () => {});
    this.forwardLines(child.stdout);
    this.forwardLines(child.stderr);
    child.once('error', () => this.exited('could not be started'));
    child.once('exit', (code, signal) => this.exited(signal ? `signal: ${signal}` : `exit status ${code}`));
  }

  /** Runs one event; always answers. */
  run(payload: string): Promise<Invocation> {
    return new Promise((resolve) => {
      if (this.ended) {
        resolve(this.initError ?? failed('Runtime.ExitError', 'The process has ended.'));
        return;
      }
      const job: Job = { requestId: randomUUID(), payload, resolve, delivered: false };
      this.job = job;
      this.timer = setTimeout(() => this.overrun(job, INIT_TIMEOUT_MS), INIT_TIMEOUT_MS);
      this.deliver();
    });
  }

  /** SIGKILL, as a crash or a lost machine would. */
  kill(): void {
    this.child?.kill('SIGKILL');
    if (!this.child) {
      this.exited('signal: SIGKILL');
    }
  }

  private deliver(): void {
    const { job } = this;
    if (!job || job.delivered || !this.waiting) {
      return;
    }
    const timeout = this.options.fn.timeoutSeconds * 1000;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.overrun(job, timeout), timeout);
    this.waiting = false;
    job.delivered = true;
    this.api.deliver({
      requestId: job.requestId,
      payload: job.payload,
      deadline: Date.now() + timeout,
      arn: this.options.fn.arn,
    });
  }

  private overrun(job: Job, timeout: number): void {
    const seconds = (timeout / 1000).toFixed(2);
    // Ended before the answer goes out, so that nobody hands it another event.
    this.ended = true;
    this.settle(
      job.requestId,
      failed('Sandbox.Timedout', `${job.requestId} Task timed out after ${seconds} seconds`),
    );
    this.kill();
  }

  private exited(how: string): void {
    this.ended = true;
    this.api.close();
    const { job } = this;
    if (job) {
      const message = `RequestId: ${job.requestId} Error: Runtime exited with error: ${how}`;
      this.settle(job.requestId, this.initError ?? failed('Runtime.ExitError', message));
    }
    this.close();
    this.options.onExit(this);
  }

  private settle(requestId: string, result: Invocation): void {
    const { job } = this;
    if (job?.requestId !== requestId) {
      return;
    }
    clearTimeout(this.timer);
    this.job = undefined;
    job.resolve(result);
  }

  private forwardLines(stream: Readable): void {
    createInterface({ input: stream }).on('line', this.options.onLine);
  }
}
