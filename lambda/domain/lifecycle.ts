/** The states of an event and the moves between them: one table of data that handlers, tools, tests and docs read. */
export const LIFECYCLE = {
  RECEIVED: {
    final: false,
    meaning: 'durable and acknowledged, waiting for a processor (also between retries)',
    moves: ['PROCESSING', 'FAILED'],
  },
  PROCESSING: {
    final: false,
    meaning: 'leased by one processor (leaseOwner) until leaseUntil',
    moves: ['STORED', 'EXTRACTION_FAILED', 'RECEIVED', 'FAILED'],
  },
  STORED: {
    final: true,
    meaning: 'the result is in S3 and its checksum in the record',
    moves: ['RECEIVED'],
  },
  EXTRACTION_FAILED: {
    final: true,
    meaning: 'the provider says the extraction failed; its reason is in lastError',
    moves: ['RECEIVED'],
  },
  ARCHIVED: {
    final: true,
    meaning: 'genuine, carries nothing to fetch',
    moves: ['RECEIVED'],
  },
  QUARANTINED: {
    final: true,
    meaning: 'genuine, unreadable by this version',
    moves: ['ARCHIVED'],
  },
  FAILED: {
    final: true,
    meaning: 'we gave up: retry window over, repeated crash, or an error no retry can cure',
    moves: ['RECEIVED'],
  },
} as const satisfies Record<string, StateDefinition>;

interface StateDefinition {
  readonly final: boolean;
  readonly meaning: string;
  readonly moves: readonly string[];
}

export type EventStatus = keyof typeof LIFECYCLE;

export const EVENT_STATUSES = Object.keys(LIFECYCLE) as readonly EventStatus[];

/** The states a new record may start in. */
export const INITIAL_STATUSES: readonly EventStatus[] = ['RECEIVED', 'ARCHIVED', 'QUARANTINED'];

export function isFinal(status: EventStatus): boolean {
  return LIFECYCLE[status].final;
}

export function mayMove(from: EventStatus, to: EventStatus): boolean {
  return (LIFECYCLE[from].moves as readonly EventStatus[]).includes(to);
}
