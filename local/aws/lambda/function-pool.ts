import { failed, type Invocation, MAX_PAYLOAD_BYTES, REQUEST_TOO_LARGE } from './local-function';
import { Worker, type WorkerOptions } from './worker';

export interface PoolOptions extends Omit<WorkerOptions, 'onExit'> {
  /** Processes at the most; what comes on top waits. */
  readonly maxProcesses: number;
}

interface Waiting {
  readonly payload: string;
  readonly resolve: (result: Invocation) => void;
}

/** The processes of one function: started on demand, kept warm, replaced when they end. */
export class FunctionPool {
  private readonly workers = new Set<Worker>();
  private readonly idle: Worker[] = [];
  private readonly waiting: Waiting[] = [];
  private stopped = false;

  constructor(private readonly options: PoolOptions) {}

  invoke(payload: string): Promise<Invocation> {
    const bytes = Buffer.byteLength(payload);
    if (bytes > MAX_PAYLOAD_BYTES) {
      const message = `Request payload: got ${bytes} bytes, expected at most ${MAX_PAYLOAD_BYTES}.`;
      return Promise.resolve(failed(REQUEST_TOO_LARGE, message));
    }
    if (this.stopped) {
      return Promise.resolve(failed('Host.Stopped', 'The local run is stopping.'));
    }
    return new Promise((resolve) => {
      this.waiting.push({ payload, resolve });
      this.dispatch();
    });
  }

  /** SIGKILLs one process, busy or idle, by `pick` in [0, 1); false when none runs. */
  kill(pick: number): boolean {
    const all = [...this.workers];
    const victim = all[Math.floor(pick * all.length)];
    victim?.kill();
    return victim !== undefined;
  }

  /** SIGKILLs every process that is at work. */
  killBusy(): void {
    for (const worker of this.workers) {
      if (!this.idle.includes(worker)) {
        worker.kill();
      }
    }
  }

  /** Ends every process at once; what runs or waits is answered with an error. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const { resolve } of this.waiting.splice(0)) {
      resolve(failed('Host.Stopped', 'The local run is stopping.'));
    }
    const ending = [...this.workers];
    for (const worker of ending) {
      worker.kill();
    }
    await Promise.all(ending.map((worker) => worker.closed));
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const worker = this.stopped ? undefined : (this.idle.pop() ?? this.grow());
      if (!worker) {
        return;
      }
      void this.assign(worker, this.waiting.shift() as Waiting);
    }
  }

  private async assign(worker: Worker, work: Waiting): Promise<void> {
    work.resolve(await worker.run(work.payload));
    if (worker.alive) {
      this.idle.push(worker);
    } else {
      this.remove(worker);
    }
    this.dispatch();
  }

  private grow(): Worker | undefined {
    if (this.workers.size >= this.options.maxProcesses) {
      return undefined;
    }
    const worker = new Worker({ ...this.options, onExit: (ended) => this.remove(ended) });
    this.workers.add(worker);
    void worker.start();
    return worker;
  }

  private remove(worker: Worker): void {
    this.workers.delete(worker);
    const index = this.idle.indexOf(worker);
    if (index >= 0) {
      this.idle.splice(index, 1);
    }
    this.dispatch();
  }
}
