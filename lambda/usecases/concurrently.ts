/** Runs `work` over all items, at most `limit` at once, and waits for every one; rejects with the first error after all ended. */
export async function concurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // At least one at a time: with none, items would be reported as done although none was.
  const most = Math.max(1, Math.floor(limit));
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for (const item of items) {
    if (running.size >= most) {
      await Promise.race(running);
    }
    const ended = work(item)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(ended));
    running.add(ended);
  }
  await Promise.all(running);
  if (errors.length > 0) {
    throw errors[0];
  }
}
