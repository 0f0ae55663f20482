import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { FailureKind } from '../../../lambda/domain/record/event-record';
import type { DocumentPlan } from '../../simulators/behaviour';

/** What `npm run send` can send: a webhook, and what goes wrong with it. */
export interface SendKind {
  /** What happens, in one line of the help. */
  readonly meaning: string;
  /** In the order in which they are sent; none: the provider finishes the document and tells nobody. */
  readonly deliveries: readonly KindDelivery[];
  /** What its provider answers about the document. @default its result */
  readonly plan?: (documentId: string) => DocumentPlan;
  /** What becomes of the first delivery's event. */
  readonly ends: Ending;
}

export interface KindDelivery {
  /** Of the provider's samples. */
  readonly sample: string;
  readonly flaw?: DeliveryFlaw;
  /** Of another event than the delivery before. */
  readonly newEvent?: true;
  /** About another document than the delivery before. */
  readonly newDocument?: true;
}

/** What is wrong with the request itself. */
export type DeliveryFlaw = 'bad-signature' | 'unsigned' | 'stale' | 'too-large' | 'unknown-path';

export type Ending =
  /** Nothing is stored. */
  | { readonly answered: number }
  /** `after`: it takes so long with the default times. `by`: a person or the clock does that first. */
  | { readonly state: EventStatus; readonly after?: string; readonly by?: string }
  /** It stays open, and is tried again until its retry window ends. */
  | { readonly waits: FailureKind };

/** For the help: `ends STORED`. */
export function describeEnding(ending: Ending): string {
  if ('answered' in ending) {
    return ending.answered === 200 ? 'answered 200, nothing stored' : `refused with ${ending.answered}`;
  }
  if ('waits' in ending) {
    return `waits: ${ending.waits}`;
  }
  const { state, after, by } = ending;
  return `ends ${state}${after === undefined ? '' : ` after ${after}`}${by === undefined ? '' : ` ${by}`}`;
}
