import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { errorCode, UsageError } from '../../cli/terminal/errors';
import { type ExpectedEvent, expectedEventSchema } from './workload';

/**
 * Every delivery that was answered 200, one JSON line each, in the file before it is counted: what the stack owes,
 * whatever becomes of it or of the sender.
 */
export class DeliveryLog {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  add(event: ExpectedEvent): void {
    writeSync(this.file, `${JSON.stringify(event)}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}

export interface LoggedDeliveries {
  readonly deliveries: number;
  /** Each event once. */
  readonly events: readonly ExpectedEvent[];
}

/** @throws Error naming the line that is none of ours; an unfinished last line is passed over */
export function readDeliveryLog(path: string): LoggedDeliveries {
  const lines = readLog(path).split('\n').slice(0, -1);
  const events = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  return {
    deliveries: events.length,
    events: [...new Map(events.map((event) => [event.pk, event])).values()],
  };
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--verify: ${path} cannot be read (${errorCode(error)}), expected a file that --log wrote.`,
    );
  }
}

function parseLine(line: string, place: string): ExpectedEvent {
  try {
    return expectedEventSchema.parse(JSON.parse(line));
  } catch {
    throw new Error(`${place}: expected a delivery as --log writes it. Give a file that --log wrote.`);
  }
}
