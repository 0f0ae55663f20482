import type { Command } from 'commander';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { storedResultOf } from '../../../lambda/domain/result/stored-result';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../inbox';
import { factsOf, storyOf } from '../../operations/event-story';
import { findEvent } from '../../operations/find-event';
import { shownRecord } from '../../operations/shown-record';

/** `events show <eventId>`. */
export function addEventsShow(events: Command, context: Context): void {
  events
    .command('show <eventId>')
    .description("one event's whole story: times, attempts, errors, result key")
    .option('--source <id>', 'the source it came by (default: any)')
    .action(async (eventId: string, { source }: { readonly source?: string }) => {
      const { output } = context;
      const inbox = await context.connect();
      const record = await findEvent(eventId, { source, now: context.now() }, inbox);
      const objects = await objectsOf(record, inbox);
      output.json({ ...shownRecord(record), objects });
      output.fields({
        ...factsOf(record),
        'result object': presence(objects.result),
        'webhook body object': presence(objects.webhookBody),
      });
      output.line();
      const story = storyOf(record).map(({ at, what }) => [at, what]);
      output.table(['when', 'what'], story);
    });
}

interface NamedObjects {
  readonly result?: boolean;
  readonly webhookBody?: boolean;
}

/** A record may outlive the objects it names. */
async function objectsOf(record: EventRecord, { results }: Inbox): Promise<NamedObjects> {
  const resultKey = storedResultOf(record)?.resultKey;
  const { rawKey } = record;
  const isThere = async (key: string) => (await results.head(key)) !== undefined;
  return {
    ...(resultKey !== undefined && { result: await isThere(resultKey) }),
    ...(rawKey !== undefined && { webhookBody: await isThere(rawKey) }),
  };
}

function presence(isThere: boolean | undefined): string | undefined {
  return isThere === undefined ? undefined : `${isThere ? 'in' : 'NOT in'} the bucket`;
}
