import { coverOf, mayHaveTwin } from '../domain/covering-twin';
import type { EventRecord } from '../domain/event-record';
import type { CoveringTwin } from '../domain/moves';
import type { IncomingEvent } from '../domain/provider';
import { RECONCILED } from '../domain/reconcile';
import { attempting } from './attempting';
import type { ProcessDeps } from './process-deps';
import type { Source } from './source';

interface TwinInput {
  readonly record: EventRecord;
  readonly event: IncomingEvent;
  readonly source: Source;
}

/** The reconciled event whose stored result makes a call to the provider needless, for an event that came late. */
export async function findTwin(
  { record, event, source }: TwinInput,
  { documents, clock }: Pick<ProcessDeps, 'documents' | 'clock'>,
): Promise<CoveringTwin | undefined> {
  const { documentKey } = record;
  if (!documents || documentKey === undefined || !mayHaveTwin(record, event, source.reconcile)) {
    return undefined;
  }
  return attempting('Looking for a reconciled event in DynamoDB', async () => {
    const query = { documentKey, source: record.source, idPrefix: RECONCILED };
    for await (const twin of documents.eventsOf(query)) {
      const cover = coverOf(twin, record, clock.now());
      if (cover) {
        return cover;
      }
    }
    return undefined;
  });
}
