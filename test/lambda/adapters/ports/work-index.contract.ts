import { randomUUID } from 'node:crypto';
import type { DueItem, DueQuery, EventStore, WorkIndex } from '../../../../lambda/usecases/ports';
import { eventually } from '../../../support/eventually';
import { NOON, openRecord } from './event-records';

/** What every WorkIndex must show of the records beside it. */
export function describeWorkIndexContract(name: string, make: () => Promise<EventStore & WorkIndex>): void {
  describe(`WorkIndex contract: ${name}`, () => {
    let store: EventStore & WorkIndex;
    beforeAll(async () => {
      store = await make();
    });

    it('shows what is due at or before a time, oldest first, of one shard', async () => {
      const shard = await givenDue(store, [300, 100, 200, 400]);
      await givenDue(store, [50]);
      expect(await allDue(store, { shard, until: NOON + 300 }, 3)).toEqual([100, 200, 300]);
    });

    it('continues page after page until nothing is left', async () => {
      const shard = await givenDue(store, [5, 4, 3, 2, 1]);
      const first = await eventually(async () => {
        const page = await store.due({ shard, until: NOON + 9, limit: 2 });
        return page.items.length === 2 ? page : undefined;
      });
      expect(first.items.map(offset)).toEqual([1, 2]);
      expect(first.next).toEqual(expect.any(String));
      expect(await allDue(store, { shard, until: NOON + 9 }, 5)).toEqual([1, 2, 3, 4, 5]);
    });

    it('answers an empty shard with an empty page and no next', async () => {
      expect(await store.due({ shard: `work#${randomUUID()}`, until: NOON, limit: 10 })).toEqual({
        items: [],
      });
    });

    it('follows a deadline that moves, and forgets what is final', async () => {
      const shard = `work#${randomUUID()}`;
      const [moved, final] = [1, 2].map((n) => openRecord({ workShard: shard, dueAt: NOON + n }));
      for (const record of [moved, final]) {
        await store.create(record as NonNullable<typeof record>);
      }
      const change = { expect: [], writeId: randomUUID() };
      await store.update({ ...change, pk: moved?.pk ?? '', set: { dueAt: NOON + 7 }, remove: [] });
      await store.update({ ...change, pk: final?.pk ?? '', set: FINAL, remove: ['workShard', 'dueAt'] });
      expect(await allDue(store, { shard, until: NOON + 9 }, 1)).toEqual([7]);
    });
  });
}

const FINAL = {
  status: 'ARCHIVED',
  statusDay: 'ARCHIVED#2026-03-01#0',
  expiresAt: NOON / 1000 + 60,
} as const;

/** Creates open records of one new shard, due so many milliseconds after noon. */
async function givenDue(store: EventStore, offsets: readonly number[]): Promise<string> {
  const shard = `work#${randomUUID()}`;
  await Promise.all(offsets.map((ms) => store.create(openRecord({ workShard: shard, dueAt: NOON + ms }))));
  return shard;
}

/** Reads pages of two to the end until as many as expected are there: the index is eventually consistent. */
async function allDue(
  index: WorkIndex,
  query: Pick<DueQuery, 'shard' | 'until'>,
  count: number,
): Promise<number[]> {
  return eventually(async () => {
    const found: DueItem[] = [];
    let after: string | undefined;
    do {
      const page = await index.due({ ...query, limit: 2, after });
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return found.length === count ? found.map(offset) : undefined;
  });
}

function offset(item: DueItem): number {
  return item.dueAt - NOON;
}
