import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer; `undefined` when none came in time. */
export async function waitFor<T>(
  withinMs: number,
  ask: () => Promise<T | undefined>,
  everyMs = 50,
): Promise<T | undefined> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) {
      return answer;
    }
    await pause(everyMs);
  }
}

/**
 * Asks until there is an answer.
 * @throws Error naming what did not come about
 */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const answer = await waitFor(withinMs, ask);
  if (answer === undefined) {
    throw new Error(`Waited ${withinMs / 1000} s until ${what}: it did not come about.`);
  }
  return answer;
}
