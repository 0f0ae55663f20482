import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { Context } from '../connection/context';
import { requireSource } from '../operations/events/find-event';
import { FollowedEvents } from '../operations/events/follow-events';
import { eventRow, shownRecord } from '../operations/events/shown-record';
import { FollowedRefusals } from '../operations/refused-deliveries';
import { statuses, time, wholeNumberOption } from '../terminal/option-values';
import type { Output } from '../terminal/output';

/** After so many failed looks in a row the problem is not a passing one. */
const MAX_FAILED_LOOKS = 5;

interface TailOptions {
  readonly source?: string;
  readonly status?: readonly EventStatus[];
  readonly since?: (now: number) => number;
  readonly interval: number;
}

/** `tail`. */
export function addTail(program: Command, context: Context): void {
  program
    .command('tail')
    .description('follow events live, each change once, and refused deliveries; Ctrl-C ends it')
    .option('--status <states>', 'these states, several by commas (default: all)', statuses)
    .option('--source <id>', 'one source')
    .option('--since <time>', 'begin with what changed since then: 30m, 2h, or ISO 8601 (default: now)', time)
    .option('--interval <seconds>', 'look again after so long', wholeNumberOption(1, 3_600), 2)
    .addHelpText(
      'after',
      '\nWith --json each change is one line of its own (NDJSON). Refused deliveries are told on standard error, once a minute.',
    )
    .action((options: TailOptions) => tail(options, context));
}

async function tail(options: TailOptions, context: Context): Promise<void> {
  const { output } = context;
  const since = options.since?.(context.now()) ?? context.now();
  const inbox = await context.connect();
  const source = options.source === undefined ? undefined : requireSource(options.source, inbox);
  const stopped = context.stopAsked();
  const onLeftOut = (text: string) => output.note(text);
  const events = new FollowedEvents({
    inbox,
    since,
    source,
    statuses: options.status,
    signal: stopped,
    onLeftOut,
  });
  output.note(`Following the ${inbox.connection.where}. Ctrl-C ends it.`);
  const refusals = new FollowedRefusals(inbox, source);
  let failed = 0;
  while (!stopped.aborted) {
    try {
      await showChanges(events, context.now(), output);
      failed = 0;
    } catch (error) {
      failed += 1;
      if (failed === MAX_FAILED_LOOKS) {
        throw error;
      }
      output.note(`Trying again: ${(error as Error).message}`);
    }
    for (const line of await refusals.news(context.now())) {
      output.note(line);
    }
    await sleep(options.interval * 1_000, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function showChanges(events: FollowedEvents, now: number, output: Output): Promise<void> {
  for (const record of await events.changes(now)) {
    output.jsonLine(shownRecord(record));
    output.line(eventRow(record).filter(Boolean).join('  '));
  }
}
