/** An entry of an index that is read in order of time. */
export interface Entry {
  readonly pk: string;
  /** What the index sorts by. */
  readonly at: number;
}

/** A place in the order below. */
export type Position = Entry;

/** Later first; of one instant by key, so that every reading finds the same order. */
export function compareNewestFirst(one: Entry, other: Entry): number {
  return other.at - one.at || compareText(other.pk, one.pk);
}

/**
 * Merges streams that are each in order of time, newest first, reading of each no more than is taken. Within one instant a
 * stream may be in any order: entries of one instant are put in order here.
 */
export async function* mergeNewestFirst<T extends Entry>(
  streams: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const heads: (T | undefined)[] = await Promise.all(iterators.map((iterator) => next(iterator)));
  for (let at = latest(heads); at !== undefined; at = latest(heads)) {
    const instant: T[] = [];
    await Promise.all(
      heads.map(async (_, index) => {
        for (let head = heads[index]; head?.at === at; head = heads[index]) {
          instant.push(head);
          heads[index] = await next(iterators[index]);
        }
      }),
    );
    yield* instant.sort(compareNewestFirst);
  }
}

async function next<T>(iterator: AsyncIterator<T> | undefined): Promise<T | undefined> {
  const step = await iterator?.next();
  return step === undefined || step.done === true ? undefined : step.value;
}

function latest(heads: readonly (Entry | undefined)[]): number | undefined {
  return heads.reduce<number | undefined>(
    (found, head) => (head && (found === undefined || head.at > found) ? head.at : found),
    undefined,
  );
}

function compareText(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
