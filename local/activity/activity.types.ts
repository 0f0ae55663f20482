/** One thing that happened in a local run, as a line of a terminal tells it. */
export interface Activity {
  readonly kind: 'request' | 'final' | 'waiting';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source?: string | undefined;
  readonly eventId?: string | undefined;
  /** The answer (`200 new`) or the state (`STORED`); sums are counted by it. */
  readonly label: string;
  /** Of the answer, or since the event was received. */
  readonly milliseconds?: number | undefined;
  readonly documentId?: string | undefined;
  readonly resultKey?: string | undefined;
  /** Why a request was refused, or an event has no result. */
  readonly why?: string | undefined;
}
