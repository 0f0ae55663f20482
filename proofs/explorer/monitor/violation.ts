/** An invariant that does not hold, and of what. */
export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What must hold at every step of every schedule, whatever the faults. */
export const INVARIANTS = {
  'acknowledged-has-record': 'an event answered with 200 is never without a record',
  'one-record': 'duplicates never create a second record',
  'body-stays': 'the body of an event is replaced only by a new delivery that may bring what the event lacks',
  lifecycle: 'a record moves only along the lifecycle table',
  'final-stays':
    'a final state changes only by replay, by redrive, or by a new body of an event that was given up for want of one',
  'lease-owner': 'an event leaves its lease only by the holder, or after the lease has expired',
  generation: 'a generation rises by one at a replay, and never otherwise',
  checksum:
    'the bytes a record vouches for are in the bucket, and are the current object unless a replay is replacing it',
  'poorer-never-replaces': 'a stored result is replaced only by a result',
  'one-result':
    'a webhook and what reconciliation captured in its place have one result, as far as the index tells in time',
  identity:
    'what is stored under a record is of that record’s document, and holds the body the provider sent',
  emptiness: 'an answer without data, of an error or of a status is never stored',
  'one-object': 'an event and generation have one result object',
  'crash-limit': 'an event gets no lease after its last allowed crash',
  'not-before': 'the provider is not asked before the time the record names',
  'retry-after': 'an event is not asked for before the time its provider named, whoever wants it tried',
  'closed-gate': 'a process does not call the provider with a token for which the provider told it to wait',
  'message-kept': 'a message is acknowledged only when its event needs it no more',
  'due-is-sent': 'a delivery of an event that is waiting and due sends its message',
  'transition-then-send':
    'the sweeper updates a record before it sends its message, once for each transition',
  'live-messages': 'messages alive per event stay within the bound',
  'becomes-final': 'every record becomes final once faults stop',
  'ends-as-it-should': 'faults that stop do not change how an event ends',
  'dead-letters': 'the dead-letter queue holds only what the processor crashed on',
} as const;

export type Invariant = keyof typeof INVARIANTS;
