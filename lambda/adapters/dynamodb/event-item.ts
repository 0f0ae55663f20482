import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { EventStatus } from '../../domain/lifecycle/lifecycle';
import {
  ATTRIBUTES,
  type EventRecord,
  InvalidRecordError,
  parseTime,
  REQUIRED_ALWAYS,
  REQUIRED_IN_STATE,
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

/**
 * A record as this version expects it. Attributes that it does not know are kept, so that an older function carries a newer record
 * unharmed. @throws InvalidRecordError
 */
export function fromItem(item: Item): EventRecord {
  const fields = fromMap(item);
  const invalid = (name: string, value: unknown, expected: string) => {
    const got = value === undefined ? 'nothing' : typeof value;
    return new InvalidRecordError(`Record ${fields.pk}: ${name}: got ${got}, expected ${expected}.`);
  };
  for (const [name, type] of Object.entries(ATTRIBUTES)) {
    const value = fields[name];
    if (value === undefined) {
      continue;
    }
    if (!VALID[type](value)) {
      throw invalid(name, value, EXPECTED[type]);
    }
    if (type === 'time') {
      fields[name] = parseTime(value as string);
    }
  }
  const { status } = fields as { readonly status?: EventStatus };
  for (const name of [...REQUIRED_ALWAYS, ...(status ? REQUIRED_IN_STATE[status] : [])]) {
    if (fields[name] === undefined) {
      throw invalid(name, undefined, `${EXPECTED[ATTRIBUTES[name]]}${status ? ` in ${status}` : ''}`);
    }
  }
  return fields as unknown as EventRecord;
}

const EXPECTED = {
  text: 'text',
  number: 'a number',
  time: 'an ISO 8601 time',
  true: 'true',
  status: 'a state of this version',
  error: 'a kind and a message',
} as const;

const VALID: Readonly<Record<keyof typeof EXPECTED, (value: PlainValue) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  time: (value) => typeof value === 'string' && parseTime(value) !== undefined,
  true: (value) => value === true,
  status: (value) => typeof value === 'string' && Object.hasOwn(REQUIRED_IN_STATE, value),
  error: (value) =>
    typeof value === 'object' && typeof value.kind === 'string' && typeof value.message === 'string',
};

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

/** A place in a query as opaque text. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Error when the text is not one of ours */
export function decodeCursor<T>(cursor: string): T {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as T;
  } catch {
    throw new Error('Page cursor: expected the "next" of the page before; leave it out to start anew.');
  }
}
