import { concurrently } from '../../../lambda/usecases/concurrently';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

async function highWater(items: number, limit: number): Promise<{ most: number; done: number }> {
  let running = 0;
  let most = 0;
  let done = 0;
  await concurrently(Array.from({ length: items }), limit, async () => {
    running += 1;
    most = Math.max(most, running);
    await tick();
    running -= 1;
    done += 1;
  });
  return { most, done };
}

describe('concurrently', () => {
  it.each([
    { items: 10, limit: 3, most: 3 },
    { items: 2, limit: 5, most: 2 },
    { items: 5, limit: 1, most: 1 },
    { items: 0, limit: 3, most: 0 },
    { items: 4, limit: 0.5, most: 1 },
  ])('works on all of $items items, at most $limit at once', async ({ items, limit, most }) => {
    expect(await highWater(items, limit)).toEqual({ most, done: items });
  });

  it.each([1, 2])('works on every item although the first breaks, %i at a time', async (limit) => {
    const done: number[] = [];
    const working = concurrently([1, 2, 3, 4], limit, async (item) => {
      if (item === 1) {
        throw new Error('broken');
      }
      await tick();
      done.push(item);
    });
    await expect(working).rejects.toThrow('broken');
    expect(done).toEqual([2, 3, 4]);
  });

  it('rejects with the first error', async () => {
    const working = concurrently([1, 2], 2, async (item) => {
      throw new Error(`broken ${item}`);
    });
    await expect(working).rejects.toThrow('broken 1');
  });
});
