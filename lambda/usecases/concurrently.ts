/** Runs `work` over all items, at most `limit` at once, and waits for every one; rejects with the first error after all ended. */
export async function concurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      try {
        await work(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  // One worker at the least: none would report items as worked on that nobody touched.
  const workers = Math.max(1, Math.min(Math.floor(limit), items.length));
  await Promise.all(Array.from({ length: workers }, worker));
  if (errors.length > 0) {
    throw errors[0];
  }
}
