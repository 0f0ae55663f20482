import type { DueItem, WorkIndex } from '../ports';

/** Maximum keys of one page. */
const PAGE_SIZE = 100;
/** Shards that are read at once. */
const READERS = 10;
/** Events between two looks at the clock. */
const BATCH_SIZE = 200;

export interface ShardsProps {
  /** In the order in which they are begun. */
  readonly shards: readonly string[];
  /** Events due until then. */
  readonly until: number;
  readonly index: WorkIndex;
  /** Maximum events of all shards together. */
  readonly most: number;
  isOver(): boolean;
  onRead(shard: string, items: readonly DueItem[]): void;
  handle(items: readonly DueItem[]): Promise<void>;
}

interface Cursor {
  readonly shard: string;
  readonly after: string | undefined;
}

/**
 * Handles what is due in all shards in turn, page by page. Each shard has its part of the budget; what one does not need is left to the
 * others. False: the budget or the time was used up before the shards were empty.
 */
export async function sweepShards(props: ShardsProps): Promise<boolean> {
  let left = props.most;
  let cursors: readonly Cursor[] = props.shards.map((shard) => ({ shard, after: undefined }));
  while (cursors.length > 0) {
    const remaining: Cursor[] = [];
    for (let done = 0; done < cursors.length; ) {
      if (left <= 0 || props.isOver()) {
        return false;
      }
      const group = cursors.slice(done, done + Math.min(READERS, left));
      const share = Math.floor(left / (cursors.length - done));
      const limit = Math.max(1, Math.min(PAGE_SIZE, share, Math.floor(BATCH_SIZE / group.length)));
      done += group.length;
      const { taken, next } = await takePages(group, limit, props);
      left -= taken;
      remaining.push(...next);
    }
    cursors = remaining;
  }
  return true;
}

/** If a read fails, the events of the other reads are handled first. @throws the first error of a read */
async function takePages(
  group: readonly Cursor[],
  limit: number,
  { index, until, onRead, handle }: ShardsProps,
): Promise<{ readonly taken: number; readonly next: readonly Cursor[] }> {
  const items: DueItem[] = [];
  const next: Cursor[] = [];
  const reads = await Promise.allSettled(
    group.map(async ({ shard, after }) => {
      const page = await index.due({ shard, until, limit, after });
      onRead(shard, page.items);
      items.push(...page.items);
      if (page.next !== undefined) {
        next.push({ shard, after: page.next });
      }
    }),
  );
  await handle(items);
  const failed = reads.find((read) => read.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
  return { taken: items.length, next };
}
