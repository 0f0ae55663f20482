import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type EventRecord,
  parseTime,
  type RecordAttributes,
  TIME_ATTRIBUTES,
  toIso,
} from '../../domain/record/event-record';

export type Item = Record<string, AttributeValue>;

/** A record holds text, numbers, flags, and maps of these (`lastError`): no more is translated. */
export type PlainValue = string | number | boolean | { readonly [key: string]: PlainValue | undefined };

const TIMES: ReadonlySet<string> = new Set(TIME_ATTRIBUTES);

export function toItem(fields: Partial<RecordAttributes>): Item {
  const item: Item = {};
  for (const [name, value] of Object.entries(fields as Readonly<Record<string, PlainValue | undefined>>)) {
    if (value !== undefined) {
      item[name] = toAttribute(name, value);
    }
  }
  return item;
}

/** The value of one attribute of a record. Times are ISO 8601 in the table. */
export function toAttribute(name: string, value: PlainValue): AttributeValue {
  return toValue(TIMES.has(name) ? toIso(Number(value)) : value);
}

/** Attributes this version does not know are kept, so that an older function carries a newer record unharmed. */
export function fromItem(item: Item): EventRecord {
  const fields = fromMap(item);
  for (const name of TIME_ATTRIBUTES) {
    if (fields[name] !== undefined) {
      fields[name] = parseTime(String(fields[name]));
    }
  }
  return fields as unknown as EventRecord;
}

export function toValue(value: PlainValue): AttributeValue {
  if (typeof value === 'string') {
    return { S: value };
  }
  if (typeof value === 'boolean') {
    return { BOOL: value };
  }
  return typeof value === 'number' ? { N: String(value) } : { M: toMap(value) };
}

export function toMap(fields: Readonly<Record<string, PlainValue | undefined>>): Item {
  const map: Item = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) {
      map[name] = toValue(value);
    }
  }
  return map;
}

function fromValue(value: AttributeValue): PlainValue | undefined {
  if (value.S !== undefined) {
    return value.S;
  }
  if (value.N !== undefined) {
    return Number(value.N);
  }
  return value.BOOL ?? (value.M && fromMap(value.M));
}

export function fromMap(item: Item): Record<string, PlainValue | undefined> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromValue(value)]));
}
