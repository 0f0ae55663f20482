import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchRequest } from '../../domain/provider/provider';
import { toIso } from '../../domain/record/event-record';
import { definedOnly } from '../../domain/text/defined-only';
import type { LinkProblem } from './follow-link';

/** Extend documents that a signed link lives for an hour. */
const LINK_LIFE_MS = 3_600_000;

const NO_OTHER_WAY = 'The event names nothing to ask the API for.';
const REMEDY =
  'Only a new delivery brings a new link: retry the event in the Extend dashboard, or take the result from there.';

/**
 * What problem with a link means where the API cannot be asked instead: another attempt for an hour from the receipt that brought
 * the link, and then the end. A redrive does not count anew, since the link is the old one. What no attempt can cure ends as
 * `link_expired` at once: that is the kind that a new delivery, with a new link, opens again.
 */
export function linkError(
  problem: LinkProblem,
  { now, bodyReceivedAt }: Pick<FetchRequest<unknown>, 'now' | 'bodyReceivedAt'>,
): ProviderError {
  const { message, errorKind, retryAfter, cause } = problem;
  if (errorKind === 'permanent') {
    return new ProviderError('link_expired', `${message} ${NO_OTHER_WAY} ${REMEDY}`, { cause });
  }
  const retryUntil = bodyReceivedAt + LINK_LIFE_MS;
  if (now >= retryUntil) {
    const expired = `${message} The link lived for an hour from ${toIso(bodyReceivedAt)}. ${NO_OTHER_WAY} ${REMEDY}`;
    return new ProviderError('link_expired', expired, { cause });
  }
  const details = definedOnly({ retryAfter, retryUntil, timedOutAfter: cause?.timedOutAfter, cause });
  return new ProviderError(
    errorKind,
    `${message} ${NO_OTHER_WAY} The link is asked again until ${toIso(retryUntil)}.`,
    details,
  );
}
