/** The states of an event and the transitions between them: one table of data that handlers, tools, tests and docs read. */
export const LIFECYCLE = {
  RECEIVED: {
    final: false,
    meaning: 'durable and acknowledged, waiting for a processor (also between retries)',
    transitions: ['PROCESSING', 'FAILED'],
    concludesReplay: true,
  },
  PROCESSING: {
    final: false,
    meaning: 'leased by one processor (leaseOwner) until leaseUntil',
    transitions: ['STORED', 'EXTRACTION_FAILED', 'RECEIVED', 'FAILED', 'ARCHIVED'],
    concludesReplay: true,
  },
  STORED: {
    final: true,
    meaning: 'the result is in S3 and its checksum in the record',
    transitions: ['RECEIVED'],
  },
  EXTRACTION_FAILED: {
    final: true,
    meaning: 'the provider says the extraction failed; its reason is in lastError',
    transitions: ['RECEIVED'],
  },
  ARCHIVED: {
    final: true,
    meaning: 'authentic, carries nothing to fetch; the content of a payload link is kept in S3',
    transitions: ['RECEIVED'],
  },
  QUARANTINED: {
    final: true,
    meaning: 'authentic, not understood by this version',
    transitions: ['ARCHIVED'],
  },
  FAILED: {
    final: true,
    meaning: 'we gave up: retry window over, repeated crash, or an error that no retry can fix',
    transitions: ['RECEIVED'],
  },
} as const satisfies Record<string, StateDefinition>;

interface StateDefinition {
  readonly final: boolean;
  readonly meaning: string;
  readonly transitions: readonly string[];
  /** A replay may end here without a result: the record returns to the state it came from, or adopts the object it had put. */
  readonly concludesReplay?: true;
}

export type EventStatus = keyof typeof LIFECYCLE;

export const EVENT_STATUSES = Object.keys(LIFECYCLE) as readonly EventStatus[];

/** The states a new record may start in. */
export const INITIAL_STATUSES: readonly EventStatus[] = ['RECEIVED', 'ARCHIVED', 'QUARANTINED'];

export function isFinal(status: EventStatus): boolean {
  return LIFECYCLE[status].final;
}

/** `replayedFrom`: of a record whose replay is under way, the state it came from. */
export function canTransition(from: EventStatus, to: EventStatus, replayedFrom?: EventStatus): boolean {
  const { transitions, concludesReplay }: StateDefinition = LIFECYCLE[from];
  const concludes = concludesReplay === true && replayedFrom !== undefined;
  return transitions.includes(to) || (concludes && (to === replayedFrom || to === 'STORED'));
}
