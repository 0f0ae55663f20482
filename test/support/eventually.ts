import { until } from '../../local/aws/until';

/** Asks until the answer is there; for what is only eventually consistent. */
export function eventually<T>(ask: () => Promise<T | undefined>, withinMs = 5_000): Promise<T> {
  return until('what the test waits for is there', withinMs, ask);
}
