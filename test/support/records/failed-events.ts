import type { Policy } from '../../../lambda/domain/lifecycle/policy';
import { markFailed } from '../../../lambda/domain/lifecycle/transitions';
import type { Provider } from '../../../lambda/domain/provider/provider';
import { parseBody } from '../../../lambda/domain/record/incoming-event';
import { newEventRecord } from '../../../lambda/domain/record/new-record';
import { concurrently } from '../../../lambda/usecases/concurrently';
import type { EventStore } from '../../../lambda/usecases/ports';

export interface FailedEvents {
  readonly source: string;
  readonly provider: Provider;
  readonly policy: Policy;
  /** Bodies as the provider would send them. */
  readonly bodies: readonly Uint8Array[];
}

const WHY = { kind: 'permanent', message: 'Limai get-file-data: got HTTP 400, expected 200.' } as const;

/** Puts FAILED events into a store by the transitions that lead there, without sending a message; their keys. */
export async function putFailedEvents(
  store: Pick<EventStore, 'create' | 'update'>,
  { source, provider, policy, bodies }: FailedEvents,
): Promise<readonly string[]> {
  const pks: string[] = [];
  await concurrently(bodies, 16, async (body) => {
    const { parsed } = parseBody(provider, body);
    if (parsed.kind !== 'event') {
      throw new Error('FAILED events: expected a readable body.');
    }
    const context = { now: Date.now(), writeId: `given-${pks.length}`, policy };
    const record = newEventRecord(parsed.event, {
      ...context,
      source: { id: source, provider: provider.manifest.id },
      origin: 'webhook',
      body,
    });
    await store.create(record);
    await store.update(markFailed(record, 'FAILED', WHY, { ...context, writeId: `${context.writeId}-end` }));
    pks.push(record.pk);
  });
  return pks;
}
