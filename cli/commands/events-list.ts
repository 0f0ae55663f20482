import { type Command, Option } from 'commander';
import type { Position } from '../../lambda/adapters/dynamodb/newest-first';
import { decodeCursor, encodeCursor } from '../../lambda/adapters/dynamodb/page-cursor';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { Context } from '../connection/context';
import { knownSource } from '../operations/events/find-event';
import { daysBetween } from '../operations/events/newest-keys';
import { type EventSelection, type SelectedEvent, selectEvents } from '../operations/events/select-events';
import { EVENT_HEADINGS, eventRow, shownRecord } from '../operations/events/shown-record';
import { UsageError } from '../terminal/errors';
import { day, statuses, time, wholeNumber } from '../terminal/option-values';

const DAY_MS = 86_400_000;

/** Options by which commands choose events. */
export interface SelectionOptions {
  readonly status?: readonly EventStatus[];
  readonly source?: string;
  readonly document?: string;
  readonly day?: string;
  readonly since?: (now: number) => number;
  readonly until?: (now: number) => number;
}

interface ListOptions extends SelectionOptions {
  readonly limit: number;
  readonly after?: string;
}

/** Adds the options by which events are chosen: state, source, document and time of the last change. */
export function addSelectionOptions(command: Command, otherwise = 'all'): Command {
  return command
    .option('--status <states>', `these states, several by commas (default: ${otherwise})`, statuses)
    .option('--source <id>', 'one source')
    .option('--document <id>', 'one document')
    .addOption(new Option('--day <YYYY-MM-DD>', 'one day, UTC').argParser(day).conflicts(['since', 'until']))
    .option('--since <time>', 'changed since then: 30m, 2h, 3d ago, or ISO 8601 (default: 7d)', time)
    .option('--until <time>', 'changed until then (default: now)', time);
}

/** `events list`. */
export function addEventsList(events: Command, context: Context): void {
  addSelectionOptions(events.command('list').description('events, newest change first'))
    .option('--limit <n>', 'events of one page', wholeNumber(1, 1_000), 50)
    .option('--after <cursor>', 'the next page: the cursor that ended the one before')
    .action((options: ListOptions) => listEvents(options, context));
}

async function listEvents(options: ListOptions, context: Context): Promise<void> {
  const times = timesOf(options, context.now());
  const after = options.after === undefined ? undefined : positionOf(options.after);
  const inbox = await context.connect();
  const { output } = context;
  const progress = output.progress(daysBetween(times.since, times.until).length, 'days read');
  const selection: EventSelection = {
    ...times,
    statuses: options.status,
    source: options.source,
    document: options.document,
    after,
    onDay: () => progress.advance(),
    onLeftOut: (text) => output.note(text),
  };
  const events = selectEvents(selection, inbox);
  const { page, next } = await onePage(events, options.limit).finally(() => progress.stop());
  if (options.source !== undefined && page.length === 0 && after === undefined) {
    // A former source has records; a typo has none.
    knownSource(options.source, inbox);
  }
  const cursor = next && encodeCursor([next.at, next.pk]);
  output.json({ events: page.map(({ record }) => shownRecord(record)), next: cursor ?? null });
  output.table(
    EVENT_HEADINGS,
    page.map(({ record }) => eventRow(record)),
  );
  output.line(
    cursor === undefined ? `${count(page)}; no more.` : `${count(page)}; more with --after ${cursor}`,
  );
}

/** From when to when. @throws UsageError when that is no time at all */
export function timesOf(
  options: SelectionOptions,
  now: number,
): { readonly since: number; readonly until: number } {
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

async function onePage(
  events: AsyncGenerator<SelectedEvent>,
  limit: number,
): Promise<{ readonly page: readonly SelectedEvent[]; readonly next?: Position | undefined }> {
  const page: SelectedEvent[] = [];
  for await (const event of events) {
    if (page.length === limit) {
      return { page, next: page.at(-1)?.position };
    }
    page.push(event);
  }
  return { page };
}

function positionOf(cursor: string): Position {
  const place = safely(() => decodeCursor<unknown>(cursor));
  const [at, pk] = Array.isArray(place) ? (place as unknown[]) : [];
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof pk !== 'string') {
    throw new UsageError(
      '--after: expected the cursor that ended the page before; leave it out to start anew.',
    );
  }
  return { at, pk };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function count({ length }: readonly unknown[]): string {
  return length === 1 ? '1 event' : `${length} events`;
}
