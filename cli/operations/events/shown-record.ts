import * as z from 'zod';
import { EVENT_STATUSES } from '../../../lambda/domain/lifecycle/lifecycle';
import { splitReasons } from '../../../lambda/domain/lifecycle/recovery-transitions';
import {
  ATTRIBUTES,
  type Attribute,
  type EventRecord,
  ORIGINS,
  REQUIRED_ALWAYS,
  toIso,
} from '../../../lambda/domain/record/event-record';

const SCHEMAS = {
  text: z.string(),
  number: z.number().int().nonnegative(),
  time: z.iso.datetime(),
  true: z.literal(true),
  status: z.enum(EVENT_STATUSES),
  origin: z.enum(ORIGINS),
  error: z.object({ kind: z.string(), message: z.string() }),
} as const satisfies Readonly<Record<(typeof ATTRIBUTES)[Attribute], z.ZodType>>;

const { rawBody: _body, ...SHOWN } = ATTRIBUTES;

type SchemaOf<Name extends keyof typeof SHOWN> = (typeof SCHEMAS)[(typeof SHOWN)[Name]];
type Shape = {
  readonly [Name in keyof typeof SHOWN]: Name extends (typeof REQUIRED_ALWAYS)[number]
    ? SchemaOf<Name>
    : z.ZodOptional<SchemaOf<Name>>;
};

/** One record as --json shows it, also a line of `tail --json`, without the body it may carry. What a newer version added is passed on. */
export const recordSchema = z.looseObject(
  Object.fromEntries(
    Object.entries(SHOWN).map(([name, type]) => {
      const isRequired = (REQUIRED_ALWAYS as readonly string[]).includes(name);
      return [name, isRequired ? SCHEMAS[type] : SCHEMAS[type].optional()];
    }),
  ) as unknown as Shape,
);

const ORDER = Object.keys(SHOWN);

type TimeAttribute = {
  [Name in Attribute]: (typeof ATTRIBUTES)[Name] extends 'time' ? Name : never;
}[Attribute];

/** A record as JSON has it: times are ISO 8601. */
export type ShownRecord = Omit<EventRecord, 'rawBody' | TimeAttribute> & {
  readonly [Time in keyof Pick<EventRecord, TimeAttribute>]: string;
};

/**
 * A record without the body it may carry: that is the provider's data, and `events get --raw` gives it. In the order of the
 * schema; what a newer version added comes last.
 */
export function shownRecord(record: EventRecord): ShownRecord {
  const { rawBody: _, ...shown } = record;
  const isTime = (name: string) => (ATTRIBUTES as Readonly<Record<string, string>>)[name] === 'time';
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const entries = Object.entries(shown)
    .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(([name, value]) => [name, isTime(name) && value !== undefined ? toIso(Number(value)) : value]);
  const { lastError } = record;
  // DynamoDB returns the attributes of a map in any order.
  const error = lastError && { lastError: { kind: lastError.kind, message: lastError.message } };
  return { ...Object.fromEntries(entries), ...error } as unknown as ShownRecord;
}

/** Why an event is not stored (yet), in one line; undefined where nothing went wrong. */
export function shownError({ lastError }: EventRecord): string | undefined {
  const { own, replay } = splitReasons(lastError?.message ?? '');
  return own === undefined && replay !== undefined
    ? replay
    : lastError && `${lastError.kind}: ${lastError.message}`;
}

/** What a person finds an event by: its id, or its whole key when another event has the same id. */
export function shownId({ pk, eventId, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? eventId : pk;
}
