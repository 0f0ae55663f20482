import { percentile } from '../../cli/terminal/format';
import type { DeliveryAnswer } from '../simulators/deliver';

/** Counts answers and times, and knows which were unexpected. */
export class Tally {
  private readonly outcomes = new Map<string, number>();
  private readonly times: number[] = [];
  unexpected = 0;

  /** @param expected the status that each answer must have; undefined: a 2xx */
  constructor(private readonly expected: number | undefined) {}

  add(answer: DeliveryAnswer): void {
    const outcome = describeOutcome(answer);
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    this.times.push(answer.milliseconds);
    this.unexpected += this.isExpected(answer) ? 0 : 1;
  }

  get count(): number {
    return this.times.length;
  }

  /** One line for many answers. `elapsed`: milliseconds of the whole run. */
  summary(elapsed: number): string {
    const rate = Math.round((this.count * 1000) / Math.max(1, elapsed));
    const counts = [...this.outcomes].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
    const result = this.unexpected === 0 ? 'all as expected' : `${this.unexpected} NOT as expected`;
    return (
      `${this.count} answers in ${(elapsed / 1000).toFixed(1)} s (${rate}/s): ${counts}; ` +
      `median ${percentile(this.times, 0.5)} ms, p99 ${percentile(this.times, 0.99)} ms; ${result}.`
    );
  }

  private isExpected({ status }: DeliveryAnswer): boolean {
    return this.expected === undefined ? status >= 200 && status < 300 : status === this.expected;
  }
}

/** One answer as a line. */
export function answerLine(answer: DeliveryAnswer, eventId: string | undefined): string {
  return `${describeOutcome(answer)}  ${eventId ?? '-'}  ${answer.milliseconds} ms`;
}

/** Status and what the answer says of itself. */
export function describeOutcome({ status, body }: Pick<DeliveryAnswer, 'status' | 'body'>): string {
  if (status === 0) {
    return `no answer (${body})`;
  }
  const said = saidIn(body);
  return said === undefined ? String(status) : `${status} ${said}`;
}

function saidIn(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { status?: unknown; error?: unknown; message?: unknown };
    const said = answer.status ?? answer.error ?? answer.message;
    return typeof said === 'string' ? said : undefined;
  } catch {
    return undefined;
  }
}
