import { recordExpiry } from '../../domain/lifecycle/conditional-write';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { IncomingEvent } from '../../domain/provider/provider';
import type { EventRecord } from '../../domain/record/event-record';
import {
  decideByHolder,
  holderKey,
  mayBeDuplicate,
  type SharedResult,
} from '../../domain/result/reconciled-duplicate';
import { asTransient } from '../as-transient';
import type { EventStore, ResultHolders } from '../ports';
import type { Source } from '../source';
import type { TransitionDeps } from '../transition';

/** The holder may change between two reads; each of its attempts is at least a second long. */
const MAX_TRIES = 3;

export interface ShareDeps extends Pick<TransitionDeps, 'clock' | 'random' | 'policy'> {
  readonly store: Pick<EventStore, 'get'>;
  /** Absent: none of the sources is reconciled. */
  readonly holders?: ResultHolders | undefined;
}

/**
 * Sees to it that of a late webhook and its reconciled duplicate one alone stores a result: each holds the document's item while it
 * works. Gives the other's result where there is one; undefined when this event is the one to fetch.
 * @throws ProviderError `not_ready` while the other is at work
 */
export async function findSharedResult(
  record: EventRecord,
  event: IncomingEvent,
  source: Source,
  { holders, store, clock, random, policy }: ShareDeps,
): Promise<SharedResult | undefined> {
  if (!holders || !mayBeDuplicate(record, event, source.reconcile)) {
    return undefined;
  }
  let replacing: string | undefined;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const expiresAt = recordExpiry({ now: clock.now(), policy });
    const mine = { pk: record.pk, token: random.token(), expiresAt };
    const holder = await asTransient('Holding the document in DynamoDB', () =>
      holders.hold(holderKey(record), mine, replacing),
    );
    if (holder.pk === record.pk) {
      return undefined;
    }
    const other = await asTransient('Reading the other event in DynamoDB', () => store.get(holder.pk));
    const decision = decideByHolder(record, other, clock.now());
    if (decision === 'ignore') {
      return undefined;
    }
    if (typeof decision === 'object') {
      return decision;
    }
    if (decision === 'wait') {
      break;
    }
    replacing = holder.token;
  }
  throw new ProviderError(
    'not_ready',
    'Another event of the same document is being worked on. This one shares its result, or is fetched once that one has ended.',
  );
}
