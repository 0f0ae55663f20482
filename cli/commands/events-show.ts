import type { Command } from 'commander';
import type { Context } from '../context';
import { findEvent } from '../find-event';

/** `events show <eventId>`. */
export function addEventsShow(events: Command, context: Context): void {
  events
    .command('show <eventId>')
    .description("one event's whole story: times, attempts, errors, result key")
    .option('--source <id>', 'the source it came by (default: any)')
    .action(async (eventId: string, { source }: { source?: string }) => {
      const record = await findEvent(eventId, await context.connect(), source);
      const { rawBody: _, ...shown } = record;
      context.output.json(shown);
      context.output.fields({ key: record.pk, status: record.status });
    });
}
