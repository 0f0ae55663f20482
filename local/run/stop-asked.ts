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
        process.on(signal, () => process.exit(130));
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
