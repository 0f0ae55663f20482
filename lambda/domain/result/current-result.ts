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
  const stored = events.filter((event) => {
    const holder = events.find(({ pk }) => pk === event.sharedResultOf);
    // A copy counts for nothing once the event that holds the result has lost it; one whose record expired may have it still.
    return isResult(event) && (holder === undefined || isResult(holder));
  });
  const withData = stored.filter(({ resultEmpty }) => !resultEmpty);
  const candidates = withData.length > 0 ? withData : stored;
  const reviews = candidates.filter((event) => isReview(event, rules));
  const review = findFetchedLast(reviews);
  const isLaterThan = (event: EventRecord, reviewed: EventRecord) => {
    const [occurred, before] = [parseTime(event.occurredAt), parseTime(reviewed.occurredAt)];
    // A missing or invalid time proves nothing: then the review stays.
    return occurred !== undefined && before !== undefined && occurred > before;
  };
  const mayReplace = (event: EventRecord) =>
    !isReview(event, rules) &&
    reviews.every((each) => rules.supersedesReview === 'later_event' && isLaterThan(event, each));
  return findFetchedLast(candidates.filter((event) => event === review || mayReplace(event)));
}

/** The content of an archived event is stored like a result, and is none. */
function isResult(event: EventRecord): boolean {
  return toStoredResult(event)?.resultKey.startsWith(RESULTS) ?? false;
}

/** Whether a person reviewed what this event stored. */
export function isReview(
  { resultReviewed, eventType }: EventRecord,
  { reviewTypes = [] }: ReviewRules,
): boolean {
  return resultReviewed === true || reviewTypes.includes(eventType ?? '');
}

/** Of two that share a result the one that holds it. */
function findFetchedLast(events: readonly EventRecord[]): EventRecord | undefined {
  return events.reduce<EventRecord | undefined>((last, event) => {
    const [fetched = 0, before = -1] = [event.fetchedAt, last?.fetchedAt];
    return fetched > before || (fetched === before && last?.sharedResultOf === event.pk) ? event : last;
  }, undefined);
}
