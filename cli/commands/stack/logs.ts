import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import type { Inbox } from '../../connection/inbox';
import { requireSource } from '../../operations/events/find-event';
import {
  LOG_LEVELS,
  type LogFilter,
  type LogLevel,
  type LogLine,
  logLineSchema,
} from '../../operations/logs/log-line';
import { chooseFunctions, LogReader, type LogsAnswer } from '../../operations/logs/read-logs';
import { EXIT } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import { time, wholeNumberOption } from '../../terminal/option-values';
import { column } from '../../terminal/table';
import type { Context, InboxCommand } from '../command';

const DEFAULT_WINDOW_MS = 3_600_000;
/** CloudWatch shows a line some seconds after it was written. */
const OVERLAP_MS = 60_000;

/** The document of `logs --json`; with --follow each line is one of its `lines`. */
export const logsSchema = z.strictObject({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  functions: z.array(z.string()),
  lines: z.array(logLineSchema),
  /** How many more matched than --limit. */
  leftOut: z.number(),
  /** Why lines may be missing. */
  missing: z.array(z.string()),
});

interface LogsOptions {
  readonly event?: string;
  readonly source?: string;
  readonly since?: (now: number) => number;
  readonly until?: (now: number) => number;
  readonly function?: string;
  readonly level?: LogLevel;
  readonly limit: number;
  readonly follow?: true;
  readonly interval: number;
}

const COLUMNS = [
  column('time', 'text', 4, 20),
  column('function', 'text', 2),
  column('level', 'text', 3, 5),
  column('event', 'id', 3),
  column('message', 'prose', 5),
];

/** `logs`: what the functions said. */
export const logs: InboxCommand<LogsOptions> = {
  options: (command) =>
    command
      .option('--event <id>', 'about this event')
      .option('--source <id>', 'about this source')
      .option('--since <time>', 'from then on: 30m, 2h, or ISO 8601 (default: 1h)', time)
      .option('--until <time>', 'up to then (default: now)', time)
      .option(
        '--function <name>',
        'of this function: ingest, process, sweep, reconcile; of one provider: process-<provider>',
      )
      .option('--level <level>', 'this severe or more: debug, info, warn, error', level)
      .option('--limit <count>', 'the newest so many lines', wholeNumberOption(1, 10_000), 100)
      .addOption(new Option('--follow', 'go on with new lines; Ctrl-C ends it').conflicts('until'))
      .option(
        '--interval <seconds>',
        'with --follow, look again after so long',
        wholeNumberOption(1, 3_600),
        2,
      )
      .addHelpText('after', '\nWith --json and --follow each line is a document of its own (NDJSON).'),

  async run(options, context) {
    const inbox = await context.connect();
    const now = context.now();
    const filter = toFilter(options, now, inbox);
    const functions = chooseFunctions(inbox.connection, options.function);
    const reader = new LogReader(inbox.connection, functions, context.stopAsked());
    try {
      const answer = await reader.read(filter, options.limit);
      if (options.follow) {
        printLines(answer, context);
        await follow(reader, filter, options, context);
      } else {
        const window = { from: toIso(filter.since), until: toIso(filter.until) };
        context.output.json({ ...window, functions: Object.keys(functions), ...answer });
        print(answer, context);
        // What was not all read is not said to hold nothing.
        if (answer.lines.length === 0 && answer.missing.length === 0) {
          context.output.line(
            `No lines of ${Object.keys(functions).join(', ')} between ${window.from} and ${window.until}${describeFilter(filter)}.`,
          );
          if (filter.eventId !== undefined) {
            context.output.line(
              `Without logLevel DEBUG, functions log only what goes wrong with an event. Its history: \`inbox events show ${filter.eventId}\`.`,
            );
          }
        }
      }
    } finally {
      reader.close();
    }
    return context.stopAsked().aborted && !options.follow ? EXIT.stopped : EXIT.done;
  },
};

function level(text: string): LogLevel {
  const found = LOG_LEVELS.find((one) => one === text.toUpperCase());
  if (!found) {
    throw new InvalidArgumentError(`Expected one of ${LOG_LEVELS.join(', ')}.`);
  }
  return found;
}

/** An event is also named by its whole key, `limai#evt_1`. */
function toFilter(
  { event, source, since, until, level: least }: LogsOptions,
  now: number,
  inbox: Inbox,
): LogFilter {
  const [, before, id] = /^([^#]+)#(.+)$/.exec(event ?? '') ?? [];
  const isKey = before !== undefined && inbox.sources.has(before);
  return {
    since: since?.(now) ?? now - DEFAULT_WINDOW_MS,
    until: until?.(now) ?? now,
    source: source === undefined ? (isKey ? before : undefined) : requireSource(source, inbox),
    eventId: isKey ? id : event,
    level: least,
  };
}

function describeFilter({ source, eventId, level: least }: LogFilter): string {
  const parts = [
    eventId !== undefined && `about event ${eventId}`,
    source !== undefined && `of source ${source}`,
    least !== undefined && `at level ${least} or above`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function print({ lines, leftOut, missing }: LogsAnswer, { output }: Context): void {
  for (const line of lines) {
    output.row(COLUMNS, [
      output.clock(Date.parse(line.at)),
      line.function,
      line.level,
      line.eventId,
      describeLine(line),
    ]);
  }
  if (leftOut > 0) {
    output.note(`${counted(leftOut, 'older line')} left out; --limit shows more.`);
  }
  for (const text of missing) {
    output.note(text);
  }
}

/** The message, and what else the line says. */
function describeLine({ message, source, fields }: LogLine): string {
  const others = Object.entries({ ...(source !== undefined && { source }), ...fields })
    .filter(([name]) => name !== 'requestId' && name !== 'apiRequestId')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return [message, ...others].join(' ');
}

async function follow(
  reader: LogReader,
  filter: LogFilter,
  { limit, interval }: LogsOptions,
  context: Context,
): Promise<void> {
  const signal = context.stopAsked();
  let looked = filter.until;
  while (!signal.aborted) {
    await sleep(interval * 1_000, undefined, { signal }).catch(() => undefined);
    const until = context.now();
    const answer = await reader.read(
      { ...filter, since: Math.max(filter.since, looked - OVERLAP_MS), until },
      limit,
    );
    looked = until;
    printLines(answer, context);
  }
}

/** While following, each line is a document of its own. */
function printLines(answer: LogsAnswer, context: Context): void {
  for (const line of answer.lines) {
    context.output.jsonLine(line);
  }
  print(answer, context);
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
