import type { ConditionalWrite } from '../lifecycle/conditional-write';
import type { EventRecord } from './event-record';
import { documentKey } from './keys';

/**
 * An event's last transition, which also names its document where only the data did: reconciliation knows a document by its records, and
 * would capture this one anew. An event that named its document is left as it is, and pays for no second index entry.
 */
export function nameDocument(
  write: ConditionalWrite,
  leased: Pick<EventRecord, 'provider' | 'documentId'>,
  documentId: string | undefined,
): ConditionalWrite {
  if (documentId === undefined || leased.documentId !== undefined) {
    return write;
  }
  return {
    ...write,
    set: { ...write.set, documentId, documentKey: documentKey(leased.provider, documentId) },
  };
}
