/** Asks until the answer is there; for what is only eventually consistent. */
export async function eventually<T>(ask: () => Promise<T | undefined>, withinMs = 5_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`What was waited for did not come within ${withinMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
