import type { Journey } from './journey';

export const HANG_UP = { kind: 'hang-up', when: 'before' } as const;
export const INVALID_SIGNATURE = { status: 401, body: { error: 'invalid_signature' } };

/** Filled before the first test. */
export class RunningStack {
  #journey: Journey | undefined;

  get journey(): Journey {
    if (!this.#journey) {
      throw new Error('Journey: the stack does not run.');
    }
    return this.#journey;
  }

  set journey(journey: Journey) {
    this.#journey = journey;
  }
}

let events = 0;

/** Ids nobody has used yet. */
export function freshIds(): { readonly eventId: string; readonly documentId: string } {
  events += 1;
  return { eventId: `evt_journey_${events}`, documentId: `doc_journey_${events}` };
}
