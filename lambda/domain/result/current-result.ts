import type { ProviderManifest } from '../provider/provider';
import { type EventRecord, parseTime } from '../record/event-record';
import { RESULTS } from '../record/keys';
import { toStoredResult } from './stored-result';

type ReviewRules = Pick<ProviderManifest, 'supersedesReview' | 'reviewTypes'>;

/**
 * Which event's result is the current one of a document: the one fetched last among those with data. A result that was not reviewed
 * replaces a reviewed one only by the provider's rule. Empty results count only where there is no other.
 * @param events the document's events, in any order; a replay under way keeps its result
 */
export function findCurrentResult(
  events: readonly EventRecord[],
  rules: ReviewRules,
): EventRecord | undefined {
  const stored = events.filter((event) => isResult(event) && !hasLostHolder(event, events));
  const withData = stored.filter(({ resultEmpty }) => !resultEmpty);
  const candidates = withData.length > 0 ? withData : stored;
  const reviews = candidates.filter((event) => isReview(event, rules));
  const review = fetchedLast(reviews);
  return fetchedLast(
    candidates.filter(
      (event) =>
        event === review ||
        (!isReview(event, rules) && reviews.every((each) => mayFollow(each, event, rules))),
    ),
  );
}

/** The content of an archived event is stored like a result, and is none. */
function isResult(event: EventRecord): boolean {
  return toStoredResult(event)?.resultKey.startsWith(RESULTS) ?? false;
}

/** Its copy of a shared result vouches for nothing once the event that holds it has lost it; one whose record expired may have it still. */
function hasLostHolder({ sharedResultOf }: EventRecord, events: readonly EventRecord[]): boolean {
  const holder = sharedResultOf === undefined ? undefined : events.find(({ pk }) => pk === sharedResultOf);
  return holder !== undefined && !isResult(holder);
}

/** Whether a person reviewed what this event stored. */
export function isReview(
  { resultReviewed, eventType }: EventRecord,
  { reviewTypes = [] }: ReviewRules,
): boolean {
  return resultReviewed === true || reviewTypes.includes(eventType ?? '');
}

/** A time that is missing or is none proves nothing: then the review stays. */
function mayFollow(review: EventRecord, event: EventRecord, { supersedesReview }: ReviewRules): boolean {
  const [occurred, reviewed] = [parseTime(event.occurredAt), parseTime(review.occurredAt)];
  const happenedLater = occurred !== undefined && reviewed !== undefined && occurred > reviewed;
  return supersedesReview === 'later_event' && happenedLater;
}

function fetchedLast(events: readonly EventRecord[]): EventRecord | undefined {
  return events.reduce<EventRecord | undefined>(
    (last, event) => (last === undefined || isLater(event, last) ? event : last),
    undefined,
  );
}

/** Of two that share a result the one that holds it. */
function isLater(event: EventRecord, last: EventRecord): boolean {
  const [fetched = 0, before = 0] = [event.fetchedAt, last.fetchedAt];
  return fetched > before || (fetched === before && last.sharedResultOf === event.pk);
}
