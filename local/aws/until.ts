import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until there is an answer.
 * @throws Error naming what did not come about
 */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs / 1000} s until ${what}: it did not come about.`);
    }
    await pause(50);
  }
}
