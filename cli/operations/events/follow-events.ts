import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Inbox } from '../../connection/inbox';
import { type EventSelection, selectEvents } from './select-events';

/** Indexes follow the table a moment later, and the functions' clocks are not ours: each look goes back over the last so much. */
const OVERLAP_MS = 30_000;

/** Changes of events as they come, each once, oldest first. What changes twice between two looks is seen as it is at the second. */
export class FollowedEvents {
  /** Change → its time; of the last looks alone. */
  private readonly told = new Map<string, number>();
  private lastLook: number;

  /** @param selection Its `signal` ends a look before it is complete; it then tells nothing. */
  constructor(
    private readonly selection: Omit<EventSelection, 'until'>,
    private readonly inbox: Inbox,
  ) {
    this.lastLook = selection.since;
  }

  /** What has changed since the look before. */
  async changes(now: number): Promise<readonly EventRecord[]> {
    const from = Math.max(this.selection.since, this.lastLook - OVERLAP_MS);
    const selection = { ...this.selection, since: from, until: now + OVERLAP_MS };
    const found: EventRecord[] = [];
    for await (const { record } of selectEvents(selection, this.inbox)) {
      if (!this.told.has(describeChange(record))) {
        found.push(record);
      }
    }
    if (selection.signal?.aborted) {
      return [];
    }
    // Only now: a look that fails half-way has told nobody anything.
    for (const record of found) {
      this.told.set(describeChange(record), record.updatedAt);
    }
    for (const [change, at] of this.told) {
      if (at < from - OVERLAP_MS) {
        this.told.delete(change);
      }
    }
    this.lastLook = now;
    return found.reverse();
  }
}

function describeChange({ pk, updatedAt, status }: EventRecord): string {
  return `${updatedAt} ${status} ${pk}`;
}
