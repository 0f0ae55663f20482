import type { EventRecord } from '../../lambda/domain/record/event-record';
import { sha256Hex } from '../../lambda/domain/record/keys';
import type { DemoEvent } from './demo-event';

/** What was found of one event after everything had come to rest. */
export interface Observation {
  readonly answer: { readonly status: number; readonly body: string };
  readonly record?: EventRecord | undefined;
  /** The object under the record's resultKey. */
  readonly result?: Buffer | undefined;
  /** The webhook's body as the stack kept it. */
  readonly kept?: Buffer | undefined;
}

/** What differs from the expected event; empty when nothing does. */
export function checkEvent(event: DemoEvent, seen: Observation): readonly string[] {
  return [...answerProblems(event, seen), ...recordProblems(event, seen)];
}

function answerProblems({ expected }: DemoEvent, { answer }: Observation): string[] {
  if (answer.status !== expected.httpStatus) {
    return [`answer: got ${answer.status || `none (${answer.body})`}, expected ${expected.httpStatus}`];
  }
  const said = parsed(answer.body);
  return Object.entries(expected.answer ?? {})
    .filter(([name, value]) => said[name] !== value)
    .map(([name, value]) => `answer: got ${name} ${JSON.stringify(said[name])}, expected "${value}"`);
}

function recordProblems(event: DemoEvent, seen: Observation): string[] {
  const { state } = event.expected;
  const { record } = seen;
  if (state === undefined) {
    return record ? [`record: got one in ${record.status}, expected nothing stored`] : [];
  }
  if (!record) {
    return [`record: got none, expected one in ${state}`];
  }
  if (record.status !== state) {
    const why = record.lastError ? ` (${record.lastError.message})` : '';
    return [`state: got ${record.status}${why}, expected ${state}`];
  }
  return [
    ...bodyProblems(event, seen),
    ...retryProblems(event, record),
    ...(event.content || state === 'STORED' ? resultProblems : noResult)(event, seen, record),
  ];
}

function bodyProblems({ delivery }: DemoEvent, { kept }: Observation): string[] {
  return kept?.equals(delivery.body) ? [] : ['body: what was kept differs from what was sent'];
}

/** A document that was not ready must have cost as many retries: otherwise the case showed nothing. */
function retryProblems({ plan }: DemoEvent, { attempts }: EventRecord): string[] {
  const expected = plan?.notReadyTimes;
  return expected === undefined || attempts >= expected
    ? []
    : [`retries: got ${attempts}, expected ${expected}`];
}

function noResult(_event: DemoEvent, _seen: Observation, record: EventRecord): string[] {
  return record.resultKey === undefined ? [] : [`result: got ${record.resultKey}, expected none`];
}

/** The result's end is known to the byte: the texts of event and extraction, unchanged. */
function resultProblems(event: DemoEvent, { result }: Observation, record: EventRecord): string[] {
  if (!result) {
    return [`result: no object at ${record.resultKey}`];
  }
  const { content, extraction = '' } = event;
  const last = content ? [',"payload":', content] : [',"extraction":', extraction];
  const texts = [',"event":', event.delivery.body, ...last, '}'];
  const tail = Buffer.concat(texts.map((part) => Buffer.from(part)));
  const problems = [
    result.subarray(-tail.length).equals(tail)
      ? ''
      : 'result: event or extraction differs from what was sent and served',
    sha256Hex(result) === record.resultSha256 ? '' : "result: its sha256 is not the record's",
    result.length === record.resultBytes
      ? ''
      : `result: got ${result.length} bytes, record says ${record.resultBytes}`,
  ];
  return problems.filter((problem) => problem !== '');
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export interface StoreTotals {
  readonly records: number;
  readonly results: number;
  readonly rawBodies: number;
  readonly archived: number;
}

/** Whether the stores hold what the events left there and nothing else. */
export function totalProblems(
  seen: readonly { readonly event: DemoEvent; readonly observation: Observation }[],
  totals: StoreTotals,
): readonly string[] {
  const kept = seen.filter(({ event }) => event.expected.state !== undefined);
  const distinct = (values: readonly (string | undefined)[]) =>
    new Set(values.filter((value) => value !== undefined)).size;
  const expected: StoreTotals = {
    records: distinct(kept.map(({ event }) => event.pk)),
    results: distinct(kept.filter(isStored).map(({ event }) => event.pk)),
    archived: distinct(kept.filter(({ event }) => event.content).map(({ event }) => event.pk)),
    rawBodies: distinct(kept.map(({ observation }) => observation.record?.rawKey)),
  };
  return (Object.keys(expected) as (keyof StoreTotals)[])
    .filter((name) => totals[name] !== expected[name])
    .map((name) => `${name}: got ${totals[name]} in the stores, expected ${expected[name]}`);
}

function isStored({ event }: { readonly event: DemoEvent }): boolean {
  return event.expected.state === 'STORED';
}
