import { fromItem, type Item } from '../../lambda/adapters/dynamodb/event-item';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { openedAt } from '../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { isEventKey } from '../../lambda/domain/record/keys';
import type { WrittenItem } from '../aws/gateway/gateway.types';
import type { Activity } from './activity.types';

/** What a write to the event table means to a person: the event became final, or waits for its next try. Undefined: neither. */
export function describeWrite({ item, assigned }: WrittenItem): Activity | undefined {
  const { pk } = item as unknown as Item;
  if (!assigned.has('status') || !isEventKey(pk?.S ?? '~')) {
    return undefined;
  }
  const record = readRecord(item as unknown as Item);
  if (!record) {
    return undefined;
  }
  const { status, source, eventId, documentId, resultKey, lastError, notBefore, updatedAt } = record;
  const told = { at: updatedAt, source, eventId, documentId, milliseconds: updatedAt - openedAt(record) };
  const error = lastError && `${lastError.kind}: ${lastError.message}`;
  if (isFinal(status)) {
    const isStored = status === 'STORED';
    return { ...told, kind: 'final', label: status, resultKey, why: isStored ? undefined : error };
  }
  if (status !== 'RECEIVED' || error === undefined) {
    return undefined;
  }
  const seconds = Math.ceil(((notBefore ?? updatedAt) - updatedAt) / 1000);
  return { ...told, kind: 'waiting', label: 'waits', why: `${error} Next try in ${seconds} s.` };
}

/** Whoever wrote an invalid record must get DynamoDB's answer, not our complaint. */
function readRecord(item: Item): EventRecord | undefined {
  try {
    return fromItem(item);
  } catch {
    return undefined;
  }
}
