import * as fc from 'fast-check';
import {
  compareNewestFirst,
  type Entry,
  mergeNewestFirst,
} from '../../../../lambda/adapters/dynamodb/dynamo-event-index';

async function* streamOf(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries;
}

async function taken(stream: AsyncIterable<Entry>, most = Number.POSITIVE_INFINITY): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of stream) {
    found.push(entry);
    if (found.length === most) {
      break;
    }
  }
  return found;
}

describe('mergeNewestFirst', () => {
  it('puts entries of many streams in one order, also those of one instant', async () => {
    const entry = fc.record({ pk: fc.string({ maxLength: 3 }), at: fc.constantFrom(1, 2, 3, 4) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 5 }), async (streams) => {
        // Of one instant a stream's own order is arbitrary, as an index's is.
        const sorted = streams.map((one) => [...one].sort((a, b) => (a.at < b.at ? 1 : -1)));
        const merged = await taken(mergeNewestFirst(sorted.map(streamOf)));
        expect(merged).toEqual(streams.flat().sort(compareNewestFirst));
      }),
      { numRuns: 200 },
    );
  });

  it('reads of a stream no more than it gives away, and the one behind', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Entry> {
      for (let second = 59; second > 0; second -= 1) {
        read += 1;
        yield { pk: 'a', at: second };
      }
    }
    expect(await taken(mergeNewestFirst([endless()]), 3)).toHaveLength(3);
    expect(read).toBeLessThanOrEqual(4);
  });
});
