import { EXIT } from '../../cli/terminal/errors';

/** What was started, to be stopped in reverse order. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Stops everything, whatever single steps throw; the first error is thrown at the end. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors[0];
    }
  }
}

const POLL_MS = 250;

/**
 * Resolves when somebody asks this process to stop: the first Ctrl-C or SIGTERM (the second does not wait), or, under `npm run`,
 * the end of npm. npm hands a signal to the shell between us, which dies of it without telling us.
 */
export function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
        process.on(signal, () => process.exit(EXIT.stopped));
      });
    }
    if (process.env.npm_lifecycle_event !== undefined) {
      resolveWhenOrphaned(resolve);
    }
  });
}

function resolveWhenOrphaned(resolve: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      resolve();
    }
  }, POLL_MS);
  timer.unref();
}
