import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { EventStatus } from '../../domain/lifecycle/lifecycle';
import {
  ATTRIBUTES,
  type Attribute,
  type EventRecord,
  InvalidRecordError,
  ORIGINS,
  parseTime,
  REQUIRED_ALWAYS,
  REQUIRED_IN_STATE,
  type RecordAttributes,
  toIso,
} from '../../domain/record/event-record';

export type Item = Record<string, AttributeValue>;

/** A record holds text, numbers, flags, and maps of these (`lastError`): no more is translated. */
export type PlainValue = string | number | boolean | Fields;
export type Fields = { readonly [key: string]: PlainValue | undefined };

/** Attributes by name, with their types: of a record, or of another item of the table. */
export type ItemTypes = Readonly<Record<string, (typeof ATTRIBUTES)[Attribute]>>;

const TYPES: ItemTypes = ATTRIBUTES;

export function toItem(fields: Partial<RecordAttributes>): Item {
  return toMap(toStored(fields as unknown as Fields, TYPES));
}

/** The fields as the table has them: times are ISO 8601 there. */
export function toStored(fields: Fields, types: ItemTypes): Fields {
  const stored = Object.entries(fields).map(([name, value]) => {
    return [name, types[name] === 'time' && value !== undefined ? toIso(Number(value)) : value];
  });
  return Object.fromEntries(stored);
}

/**
 * A record as this version expects it. Attributes that it does not know are kept, so that an older function carries a newer record
 * unharmed. @throws InvalidRecordError
 */
export function fromItem(item: Item): EventRecord {
  const status = item.status?.S;
  const state = isStatus(status) ? status : undefined;
  const required = [...REQUIRED_ALWAYS, ...(state === undefined ? [] : REQUIRED_IN_STATE[state])];
  return fromStored(fromMap(item), TYPES, required, `${item.pk?.S}`, state) as unknown as EventRecord;
}

/** What an index holds of a record: these attributes, and perhaps others. @throws InvalidRecordError */
export function fromProjection<Name extends Attribute>(
  item: Item,
  names: readonly Name[],
): Required<Pick<RecordAttributes, Name>> {
  const fields = fromStored(fromMap(item), TYPES, names, `${item.pk?.S}`);
  return fields as unknown as Required<Pick<RecordAttributes, Name>>;
}

/**
 * The opposite of `toStored`. `state` says for the error in which state an attribute is missing.
 * @throws InvalidRecordError with the key, the attribute and the types, and no value
 */
export function fromStored(
  fields: Fields,
  types: ItemTypes,
  required: readonly string[],
  key: string,
  state?: EventStatus,
): Fields {
  const read: Record<string, PlainValue | undefined> = { ...fields };
  for (const [name, type] of Object.entries(types)) {
    const value = fields[name];
    if (value === undefined && required.includes(name)) {
      const where = state === undefined ? '' : ` in ${state}`;
      throw new InvalidRecordError(
        `Record ${key}: ${name}: got nothing, expected ${EXPECTED[type]}${where}.`,
      );
    }
    if (value !== undefined && !IS_VALID[type](value)) {
      throw new InvalidRecordError(
        `Record ${key}: ${name}: got ${typeof value}, expected ${EXPECTED[type]}.`,
      );
    }
    if (type === 'time' && value !== undefined) {
      read[name] = parseTime(value as string);
    }
  }
  return read;
}

const EXPECTED = {
  text: 'text',
  number: 'a number',
  time: 'an ISO 8601 time',
  true: 'true',
  status: 'a state of this version',
  origin: 'webhook, reconciled or replay',
  error: 'a kind and a message',
} as const;

const IS_VALID: Readonly<Record<keyof typeof EXPECTED, (value: PlainValue) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  time: (value) => typeof value === 'string' && parseTime(value) !== undefined,
  true: (value) => value === true,
  status: (value) => isStatus(value),
  origin: (value) => ORIGINS.some((origin) => origin === value),
  // Any kind: an older function must carry the record of a newer one.
  error: (value) =>
    typeof value === 'object' && typeof value.kind === 'string' && typeof value.message === 'string',
};

function isStatus(value: PlainValue | undefined): value is EventStatus {
  return typeof value === 'string' && Object.hasOwn(REQUIRED_IN_STATE, value);
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

export function toMap(fields: Fields): Item {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, toValue(value)]],
  );
  return Object.fromEntries(entries);
}

export function fromMap(item: Item): Fields {
  const entries = Object.entries(item).map(([name, { S, N, BOOL, M }]) => {
    return [name, S ?? (N === undefined ? (BOOL ?? (M && fromMap(M))) : Number(N))];
  });
  return Object.fromEntries(entries);
}

/** A condition that is not met is an outcome. Any other error is thrown: then it is unknown whether the write took effect. */
export async function unlessRefused<T>(
  send: () => Promise<T>,
  refused: (found: Item | undefined) => T,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return refused(error.Item);
    }
    throw error;
  }
}

/** A place in a query as opaque text. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Error when the text is not one of ours */
export function decodeCursor<T = Item>(cursor: string): T {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Error('Page cursor: expected the "next" of the page before; leave it out to start again.');
  }
}
