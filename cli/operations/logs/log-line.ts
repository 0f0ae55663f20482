import * as z from 'zod';
import { shortenId } from '../../../lambda/usecases/event-telemetry';

/** From the least severe on. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of a function's log. */
export const logLineSchema = z.strictObject({
  at: z.iso.datetime(),
  function: z.string(),
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  /** The event it is about, where it is about one. */
  source: z.string().optional(),
  eventId: z.string().optional(),
  /** What else the line says. */
  fields: z.record(z.string(), z.unknown()),
});

export type LogLine = z.infer<typeof logLineSchema>;

/** Which lines are wanted, of a stack and of a local run alike. */
export interface LogFilter {
  /** Epoch milliseconds, inclusive. */
  readonly since: number;
  readonly until: number;
  readonly source?: string | undefined;
  /** The provider's id of an event, or its digest, without the source. */
  readonly eventId?: string | undefined;
  /** This level and more severe ones. */
  readonly level?: LogLevel | undefined;
}

export function matchesFilter(line: LogLine, filter: LogFilter): boolean {
  const at = Date.parse(line.at);
  return (
    at >= filter.since &&
    at <= filter.until &&
    (filter.source === undefined || line.source === filter.source) &&
    (filter.eventId === undefined || line.eventId === shortenId(filter.eventId)) &&
    (filter.level === undefined || LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(filter.level))
  );
}

const written = z.looseObject({
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  timestamp: z.iso.datetime(),
  source: z.string().optional(),
  eventId: z.string().optional(),
});

/** In every line, and said elsewhere. */
const LEFT_OUT = new Set(['service', 'sampling_rate', 'xray_trace_id']);

/**
 * How Lambda, and the local run in its place, report a process that ended badly. Only its kind is shown: the message of an
 * unexpected error may quote a payload.
 */
const CRASHES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/Task timed out after [\d.]+ seconds/, ([text]) => `${text}.`],
  [/RequestId: \S+ Error: Runtime exited[\w :]*/, () => 'The process ended: Runtime exited.'],
  [/(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s+\{"errorType":"(\w+)"/, crashed],
  [/^invocation failed: ([\w.]+)/, crashed],
];

function crashed([, type]: RegExpExecArray): string {
  return `The function crashed (${type}).`;
}

/**
 * What a function printed, as a line for a person; undefined for metrics and for what the runtime says of itself.
 * @param at when it was printed, for lines that do not say it
 */
export function parseLogLine(fn: string, text: string, at: number): LogLine | undefined {
  if (!text.startsWith('{')) {
    const crash = CRASHES.flatMap(([pattern, describe]) => {
      const found = pattern.exec(text);
      return found ? [describe(found)] : [];
    })[0];
    return crash === undefined
      ? undefined
      : { at: new Date(at).toISOString(), function: fn, level: 'ERROR', message: crash, fields: {} };
  }
  const parsed = written.safeParse(parseJson(text));
  if (!parsed.success) {
    return undefined;
  }
  const { timestamp, level, message, source, eventId, ...others } = parsed.data;
  const fields = Object.fromEntries(Object.entries(others).filter(([name]) => !LEFT_OUT.has(name)));
  return {
    at: timestamp,
    function: fn,
    level,
    message,
    ...(source !== undefined && { source }),
    ...(eventId !== undefined && { eventId }),
    fields,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
