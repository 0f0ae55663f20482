import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchRequest } from '../../domain/provider/provider';
import { isGiven, type JsonView } from '../../domain/text/json-view';
import { describeUnusableId, parseId } from './provider-text';

/** One id that an answer may name. */
export interface NamedId {
  /** The provider's name of it, such as `fileId`. */
  readonly field: string;
  /** The event's; undefined: the event does not name it. */
  readonly expected: string | undefined;
  readonly got: JsonView | undefined;
}

/**
 * Refuses an answer that names another document than the event. An id that either side does not name, or that is null, is no
 * disagreement; one that no document can have is. A number and a text are the same when their exact texts are. To be called before the answer's status is believed.
 * @throws ProviderError `identity_mismatch`; the ids themselves go to `onMismatch` alone
 */
export function refuseOtherDocument(
  call: string,
  ids: readonly NamedId[],
  { onMismatch }: Pick<FetchRequest<unknown>, 'onMismatch'>,
): void {
  for (const { field, expected, got: view } of ids) {
    const got = isGiven(view) ? (parseId(view) ?? describeUnusableId(view)) : undefined;
    if (expected !== undefined && got !== undefined && got !== expected) {
      onMismatch({ field, expected, got });
      throw new ProviderError(
        'identity_mismatch',
        `${call}: got the ${field} of another document, expected that of the event. The answer was not stored.`,
      );
    }
  }
}
