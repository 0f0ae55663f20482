import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { requireSource } from '../operations/events/find-event';
import { FollowedEvents } from '../operations/events/follow-events';
import { shownRecord } from '../operations/events/shown-record';
import { FollowedRefusals } from '../operations/refused-deliveries';
import { describeError, EXIT } from '../terminal/errors';
import { statuses, time, wholeNumberOption } from '../terminal/option-values';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';
import { EVENT_COLUMNS, eventCells } from './events-list';

/** After so many failed looks in a row the problem is not a passing one. */
const MAX_FAILED_LOOKS = 5;

interface TailOptions {
  readonly source?: string;
  readonly status?: readonly EventStatus[];
  readonly since?: (now: number) => number;
  readonly interval: number;
}

export const tail: InboxCommand<TailOptions> = {
  options: (command) =>
    command
      .option('--status <states>', 'these states, several by commas (default: all)', statuses)
      .option('--source <id>', 'one source')
      .option(
        '--since <time>',
        'begin with what changed since then: 30m, 2h, or ISO 8601 (default: now)',
        time,
      )
      .option('--interval <seconds>', 'look again after so long', wholeNumberOption(1, 3_600), 2)
      .addHelpText(
        'after',
        '\nWith --json each change is one line of its own (NDJSON). Refused deliveries are told on standard error, once a minute.',
      ),

  async run(options, { connect, output, now, stopAsked }) {
    const since = options.since?.(now()) ?? now();
    const inbox = await connect();
    const source = options.source === undefined ? undefined : requireSource(options.source, inbox);
    const signal = stopAsked();
    const onLeftOut = (text: string) => output.note(text);
    const events = new FollowedEvents({ since, source, statuses: options.status, signal, onLeftOut }, inbox);
    output.note(`Following the ${inbox.connection.where}. Ctrl-C ends it.`);
    const refusals = new FollowedRefusals(inbox, source);
    let failed = 0;
    while (!signal.aborted) {
      try {
        for (const record of await events.changes(now())) {
          output.jsonLine(shownRecord(record));
          output.row(
            [column('changed', 'text', 9, 20), ...EVENT_COLUMNS],
            [output.clock(record.updatedAt), ...eventCells(record)],
          );
        }
        failed = 0;
      } catch (error) {
        failed += 1;
        if (failed === MAX_FAILED_LOOKS) {
          throw error;
        }
        output.note(`Trying again: ${describeError(error)}`);
      }
      for (const line of await refusals.news(now())) {
        output.note(line);
      }
      await sleep(options.interval * 1_000, undefined, { signal }).catch(() => undefined);
    }
    return EXIT.done;
  },
};
