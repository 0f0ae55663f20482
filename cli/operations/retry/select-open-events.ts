import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Inbox } from '../../connection/inbox';
import { openRecords } from '../events/select-events';

/** Which open events; all that is given must hold. */
export interface OpenSelection {
  readonly source?: string | undefined;
  readonly document?: string | undefined;
  /** Of `lastError`. */
  readonly kind?: string | undefined;
}

/** The open events of a selection, oldest receipt first. `onLeftOut` is told when there are more than can be read. */
export async function selectOpenEvents(
  { source, document, kind }: OpenSelection,
  inbox: Pick<Inbox, 'index'>,
  onLeftOut: (text: string) => void,
): Promise<readonly EventRecord[]> {
  const open = await openRecords(inbox, onLeftOut);
  return open
    .filter(
      (record) =>
        (source === undefined || record.source === source) &&
        (document === undefined || record.documentId === document) &&
        (kind === undefined || record.lastError?.kind === kind),
    )
    .sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
}
