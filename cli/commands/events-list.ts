import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import type { Position } from '../../lambda/adapters/dynamodb/dynamo-event-index';
import { decodeCursor, encodeCursor } from '../../lambda/adapters/dynamodb/event-item';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { requireSource } from '../operations/events/find-event';
import { daysBetween, type SelectedEvent, selectEvents } from '../operations/events/select-events';
import { recordSchema, shownError, shownId, shownRecord } from '../operations/events/shown-record';
import { EXIT, UsageError } from '../terminal/errors';
import { counted } from '../terminal/format';
import { day, statuses, time, wholeNumberOption } from '../terminal/option-values';
import type { Program } from '../terminal/run-program';
import { type Cell, column } from '../terminal/table';
import type { InboxCommand } from './command';

const DAY_MS = 86_400_000;

/** `events list --json`. */
export const eventsListSchema = z.strictObject({
  events: z.array(recordSchema),
  /** For --after; null at the end. */
  next: z.string().nullable(),
});

/** Options by which commands choose events. */
export interface SelectionOptions {
  readonly status?: readonly EventStatus[];
  readonly source?: string;
  readonly document?: string;
  readonly day?: string;
  readonly since?: (now: number) => number;
  readonly until?: (now: number) => number;
}

/** Adds the options by which events are chosen: state, source, document and time of the last change. */
export function addSelectionOptions(command: Program, otherwise = 'all'): Program {
  return command
    .option('--status <states>', `these states, several by commas (default: ${otherwise})`, statuses)
    .option('--source <id>', 'one source')
    .option('--document <id>', 'one document')
    .addOption(new Option('--day <YYYY-MM-DD>', 'one day, UTC').argParser(day).conflicts(['since', 'until']))
    .option('--since <time>', 'changed since then: 30m, 2h, 3d ago, or ISO 8601 (default: 7d)', time)
    .option('--until <time>', 'changed until then (default: now)', time);
}

/** Event ids, or a selection by at least one of these options, and not both; `--source` goes with both. @throws UsageError */
export function assertIdsOrSelection(
  ids: readonly string[],
  options: object,
  names: readonly string[],
  command: 'retry' | 'replay',
): void {
  const given = names.filter((name) => name in options);
  const filter = given.find((name) => name !== 'source');
  if (ids.length > 0 && filter !== undefined) {
    throw new UsageError(`${command}: got event ids and --${filter}, expected one of them.`);
  }
  if (ids.length === 0 && given.length === 0) {
    const flags = names.map((name) => `--${name}`);
    const last = flags.pop();
    throw new UsageError(`${command}: expected event ids, or a selection by ${flags.join(', ')} or ${last}.`);
  }
}

/** The selected period in epoch milliseconds. @throws UsageError when it ends before it begins */
export function parsePeriod(options: SelectionOptions, now: number) {
  if (options.day !== undefined) {
    const since = Date.parse(`${options.day}T00:00:00Z`);
    return { since, until: since + DAY_MS - 1 };
  }
  const since = options.since?.(now) ?? now - 7 * DAY_MS;
  const until = options.until?.(now) ?? now;
  if (since > until) {
    throw new UsageError('--since: got a time after --until, expected one before it.');
  }
  return { since, until };
}

/** Of events in a list, after the time of their last change. */
export const EVENT_COLUMNS = [
  column('state', 'state', 5),
  column('source', 'text', 1, 6),
  column('event', 'id', 6),
  column('document', 'id', 2),
  column('why', 'text', 2, 14),
];

export function eventCells(record: EventRecord): readonly Cell[] {
  const { status, source, documentId } = record;
  return [status, source, shownId(record), documentId, shownError(record)];
}

interface ListOptions extends SelectionOptions {
  readonly limit: number;
  readonly after?: Position;
}

export const listEvents: InboxCommand<ListOptions> = {
  options: (command) =>
    addSelectionOptions(command)
      .option('--limit <n>', 'events of one page', wholeNumberOption(1, 1_000), 50)
      .option('--after <cursor>', 'the next page: the cursor at the end of the page before', cursor),

  async run(options, { connect, output, now }) {
    const { source, limit, after } = options;
    const period = parsePeriod(options, now());
    const inbox = await connect();
    const page: SelectedEvent[] = [];
    let next: Position | undefined;
    const days = daysBetween(period.since, period.until).length;
    await output.progress(days, 'days read', async (progress) => {
      const selection = {
        ...period,
        statuses: options.status,
        source,
        document: options.document,
        after,
        onDay: () => progress.advance(),
        onLeftOut: (text: string) => output.note(text),
      };
      for await (const event of selectEvents(selection, inbox)) {
        if (page.length === limit) {
          next = page.at(-1)?.position;
          break;
        }
        page.push(event);
      }
    });
    if (source !== undefined && page.length === 0 && after === undefined) {
      // A source that left the configuration still has records; a typo has none.
      requireSource(source, inbox);
    }
    const following = next && encodeCursor([next.at, next.pk]);
    output.json({ events: page.map(({ record }) => shownRecord(record)), next: following ?? null });
    output.table(
      [column('changed', 'time', 4), ...EVENT_COLUMNS],
      page.map(({ record }) => [record.updatedAt, ...eventCells(record)]),
    );
    const rest = following === undefined ? 'no more.' : `more with --after ${following}`;
    output.line(`${counted(page.length, 'event')}; ${rest}`);
    return EXIT.done;
  },
};

function cursor(text: string): Position {
  let position: unknown;
  try {
    position = decodeCursor<unknown>(text);
  } catch {}
  const [at, pk] = Array.isArray(position) ? (position as unknown[]) : [];
  if (typeof at !== 'number' || typeof pk !== 'string') {
    throw new InvalidArgumentError(
      'Expected the cursor at the end of the page before. Leave it out to begin with the first page.',
    );
  }
  return { at, pk };
}
