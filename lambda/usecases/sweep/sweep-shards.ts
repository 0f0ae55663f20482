import type { DueItem, WorkIndex } from '../ports';

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

/**
 * Handles what is due in all shards in turn, page by page. Each shard has its part of the budget; what one does not need is left to the
 * others. If a read fails, the events of the other reads are handled first. False: the budget or the time was used up before the shards
 * were empty.
 * @throws the first error of a read
 */
export async function sweepShards(props: ShardsProps): Promise<boolean> {
  const { until, index } = props;
  let left = props.most;
  let cursors: readonly { readonly shard: string; readonly after?: string }[] = props.shards.map((shard) => ({
    shard,
  }));
  while (cursors.length > 0) {
    const remaining: { readonly shard: string; readonly after: string }[] = [];
    for (let done = 0; done < cursors.length; ) {
      if (left <= 0 || props.isOver()) {
        return false;
      }
      const group = cursors.slice(done, done + Math.min(READERS, left));
      const share = Math.floor(left / (cursors.length - done));
      const limit = Math.max(1, Math.min(PAGE_SIZE, share, Math.floor(BATCH_SIZE / group.length)));
      done += group.length;
      const items: DueItem[] = [];
      const reads = await Promise.allSettled(
        group.map(async ({ shard, after }) => {
          const page = await index.due({ shard, until, limit, after });
          props.onRead(shard, page.items);
          items.push(...page.items);
          if (page.next !== undefined) {
            remaining.push({ shard, after: page.next });
          }
        }),
      );
      await props.handle(items);
      const failed = reads.find((read) => read.status === 'rejected');
      if (failed) {
        throw failed.reason;
      }
      left -= items.length;
    }
    cursors = remaining;
  }
  return true;
}
