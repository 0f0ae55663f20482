import type { Command } from 'commander';
import type { Context } from '../context';
import { factsOf, storyOf } from '../event-story';
import { findEvent } from '../find-event';
import { shownRecord } from '../shown-record';

/** `events show <eventId>`. */
export function addEventsShow(events: Command, context: Context): void {
  events
    .command('show <eventId>')
    .description("one event's whole story: times, attempts, errors, result key")
    .option('--source <id>', 'the source it came by (default: any)')
    .action(async (eventId: string, { source }: { readonly source?: string }) => {
      const { output } = context;
      const record = await findEvent(eventId, { source, now: context.now() }, await context.connect());
      output.json(shownRecord(record));
      output.fields(factsOf(record));
      output.line();
      const story = storyOf(record).map(({ at, what }) => [at, what]);
      output.table(['when', 'what'], story);
    });
}
