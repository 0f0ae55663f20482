import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { DocumentPlan } from '../simulators/behaviour';

/** One sample as the demo sends it, and what must become of it. */
export interface DemoCase {
  readonly name: string;
  /** Kind of the sample. */
  readonly kind: string;
  /** Sent with the fixture's own ids, byte for byte as the documentation prints it. */
  readonly asPrinted?: boolean;
  /** How the simulator treats the document. */
  readonly plan?: DocumentPlan;
  readonly expected: ExpectedOutcome;
}

export interface ExpectedOutcome {
  readonly httpStatus: number;
  /** Members the JSON answer must have. */
  readonly answer?: Readonly<Record<string, string>>;
  /** The final state; absent: nothing may be stored. */
  readonly state?: EventStatus;
}

export const accepted = (state: EventStatus): ExpectedOutcome => ({
  httpStatus: 200,
  answer: { status: 'accepted' },
  state,
});

export const ARCHIVED_AT_ONCE: ExpectedOutcome = {
  httpStatus: 200,
  answer: { status: 'archived' },
  state: 'ARCHIVED',
};

export const QUARANTINED_AT_ONCE: ExpectedOutcome = {
  httpStatus: 200,
  answer: { status: 'quarantined' },
  state: 'QUARANTINED',
};
