import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import { type EventRecord, toIso } from '../../../../lambda/domain/record/event-record';
import { findCurrentResult, isReview } from '../../../../lambda/domain/result/current-result';
import { manifest as extend } from '../../../../lambda/providers/extend/manifest';
import { manifest as limai } from '../../../../lambda/providers/limai/manifest';
import { NOW, recordIn, storedResult } from '../../../support/records/records';

const at = (seconds: number) => NOW + seconds * 1000;

/** An event with a result: when the provider says it happened, and when its result was fetched, in seconds after NOW. */
function event(
  eventId: string,
  times: { readonly happened?: number; readonly fetched: number },
  more: Partial<EventRecord> = {},
): EventRecord {
  const { happened, fetched } = times;
  return recordIn('STORED', {
    ...storedResult,
    pk: `limai#${eventId}`,
    eventId,
    eventType: 'DOCUMENT_EXTRACTED',
    ...(happened !== undefined && { occurredAt: toIso(at(happened)) }),
    fetchedAt: at(fetched),
    ...more,
  });
}

const REVIEW = { eventType: 'DOCUMENT_REVIEWED' };
const REVIEWED = { resultReviewed: true } as const;
const EMPTY = { resultEmpty: true } as const;
const RUN = { eventType: 'extract_run.processed' };

/** In a state, without a result. */
const without = (status: EventStatus, more: Partial<EventRecord> = {}) =>
  recordIn(status, { pk: `limai#${status}`, eventId: status, ...more });

/** Every order of a few events. */
function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.length < 2
    ? [items]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

function expectCurrent(
  rules: Parameters<typeof findCurrentResult>[1],
  events: readonly EventRecord[],
  expected: string | undefined,
) {
  const found = orders(events).map((order) => findCurrentResult(order, rules)?.eventId);
  expect(new Set(found)).toEqual(new Set([expected]));
}

describe('the current result of a document', () => {
  it.each<[string, readonly EventRecord[], string | undefined]>([
    ['no event', [], undefined],
    ['no result', [without('FAILED'), without('EXTRACTION_FAILED'), without('RECEIVED')], undefined],
    ['the one there is', [event('a', { fetched: 1 }), without('FAILED')], 'a'],
    ['the one fetched last', [event('a', { fetched: 1 }), event('b', { fetched: 2 })], 'b'],
    [
      'the one fetched last, not the one received last: a body that was received again carries old data',
      [
        event('a', { happened: 5, fetched: 9 }),
        event('b', { happened: 1, fetched: 2 }, { receivedAt: at(99) }),
      ],
      'a',
    ],
    [
      'one that a replay may yet replace',
      [
        event('a', { fetched: 1 }),
        event('b', { fetched: 2 }, { status: 'PROCESSING', replayedFrom: 'STORED' }),
      ],
      'b',
    ],
    [
      'none that lost its result: its key alone is left',
      [event('a', { fetched: 1 }), without('FAILED', { resultKey: 'results/b.json' })],
      'a',
    ],
    [
      'no content of an archived event',
      [
        event('a', { fetched: 1 }),
        event('b', { fetched: 2 }, { status: 'ARCHIVED', resultKey: 'archive/b.json' }),
      ],
      'a',
    ],
    ['data before an empty one', [event('a', { fetched: 1 }), event('b', { fetched: 2 }, EMPTY)], 'a'],
    [
      'an empty one where there is no other',
      [event('a', { fetched: 1 }, EMPTY), event('b', { fetched: 2 }, EMPTY)],
      'b',
    ],
    [
      'of two that share a result the one that holds it',
      [event('a', { fetched: 1 }), event('b', { fetched: 1 }, { sharedResultOf: 'limai#a' })],
      'a',
    ],
    [
      'the shared one where its holder has no record any more',
      [event('b', { fetched: 1 }, { sharedResultOf: 'limai#a' })],
      'b',
    ],
    [
      'none that shares a result which its holder has lost',
      [
        event('a', { fetched: 1 }),
        event('b', { fetched: 2 }, { sharedResultOf: 'limai#FAILED' }),
        without('FAILED', { resultKey: 'results/x.json' }),
      ],
      'a',
    ],
  ])('is: %s', (_, events, expected) => {
    expectCurrent(limai, events, expected);
    expectCurrent(extend, events, expected);
  });

  it.each<[string, readonly EventRecord[], string]>([
    [
      'the review of an extraction',
      [event('e', { happened: 1, fetched: 1 }), event('r', { happened: 2, fetched: 2 }, REVIEW)],
      'r',
    ],
    [
      'the review, although the extraction before it came or was replayed late',
      [event('e', { happened: 1, fetched: 9 }), event('r', { happened: 2, fetched: 2 }, REVIEW)],
      'r',
    ],
    [
      'an extraction that happened after the review',
      [event('r', { happened: 2, fetched: 2 }, REVIEW), event('e', { happened: 3, fetched: 3 })],
      'e',
    ],
    [
      'the review, fetched after the later extraction: it shows the document as of then',
      [event('e', { happened: 3, fetched: 3 }), event('r', { happened: 2, fetched: 4 }, REVIEW)],
      'r',
    ],
    [
      'the review, where the extraction happened at the same time',
      [event('r', { happened: 2, fetched: 2 }, REVIEW), event('e', { happened: 2, fetched: 3 })],
      'r',
    ],
    [
      'the review, where the extraction does not say when it happened',
      [event('r', { happened: 2, fetched: 2 }, REVIEW), event('e', { fetched: 3 })],
      'r',
    ],
    [
      'the review, where it does not say so itself',
      [event('r', { fetched: 2 }, REVIEW), event('e', { happened: 3, fetched: 3 })],
      'r',
    ],
    [
      'the later of two reviews, against an extraction between them',
      [
        event('r1', { happened: 2, fetched: 2 }, REVIEW),
        event('e', { happened: 3, fetched: 5 }),
        event('r2', { happened: 4, fetched: 4 }, REVIEW),
      ],
      'r2',
    ],
    [
      'the extraction, where the review found nothing',
      [
        event('e', { happened: 1, fetched: 1 }),
        event('r', { happened: 2, fetched: 2 }, { ...REVIEW, ...EMPTY }),
      ],
      'e',
    ],
    [
      'the review, where both found nothing and the extraction came late',
      [
        event('e', { happened: 1, fetched: 3 }, EMPTY),
        event('r', { happened: 2, fetched: 2 }, { ...REVIEW, ...EMPTY }),
      ],
      'r',
    ],
  ])('of Limai is: %s', (_, events, expected) => {
    expectCurrent(limai, events, expected);
  });

  it.each<[string, readonly EventRecord[], string]>([
    [
      'the reviewed one, fetched last',
      [
        event('u', { happened: 1, fetched: 1 }, RUN),
        event('r', { happened: 2, fetched: 2 }, { ...RUN, ...REVIEWED }),
      ],
      'r',
    ],
    [
      'the reviewed one, fetched first: an unreviewed one of the same run is of before the review',
      [
        event('r', { happened: 1, fetched: 1 }, { ...RUN, ...REVIEWED }),
        event('u', { happened: 2, fetched: 2 }, RUN),
      ],
      'r',
    ],
    [
      'the reviewed one fetched last',
      [
        event('r1', { fetched: 1 }, { ...RUN, ...REVIEWED }),
        event('r2', { fetched: 2 }, { ...RUN, ...REVIEWED }),
        event('u', { fetched: 3 }, RUN),
      ],
      'r2',
    ],
    [
      'the unreviewed one, where the reviewed one is empty',
      [event('u', { fetched: 1 }, RUN), event('r', { fetched: 2 }, { ...RUN, ...REVIEWED, ...EMPTY })],
      'u',
    ],
  ])('of Extend is: %s', (_, events, expected) => {
    expectCurrent(extend, events, expected);
  });
});

describe('an extraction and two reviews', () => {
  it('must have happened after both, whichever was fetched last', () => {
    const events = [
      event('early review', { happened: 10, fetched: 40 }, REVIEW),
      event('late review', { happened: 30, fetched: 31 }, REVIEW),
      event('extraction', { happened: 20, fetched: 50 }),
    ];
    expectCurrent(limai, events, 'early review');
  });
});

describe('a review', () => {
  it('is what the result says, or an event type of the provider', () => {
    expect(isReview(event('a', { fetched: 1 }, REVIEWED), extend)).toBe(true);
    expect(isReview(event('a', { fetched: 1 }, REVIEW), limai)).toBe(true);
    expect(isReview(event('a', { fetched: 1 }, REVIEW), extend)).toBe(false);
    expect(isReview(event('a', { fetched: 1 }), limai)).toBe(false);
  });
});
