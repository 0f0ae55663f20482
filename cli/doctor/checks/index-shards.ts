import { MAX_INDEX_SHARDS, shardsToRead } from '../../../lambda/domain/lifecycle/policy';
import { shardNumbers, workShardName } from '../../../lambda/domain/record/keys';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { type Check, finding, passed } from '../finding';

const AT_ONCE = 20;
/** After every time there is. */
const EVER = '~';

/** Open events in shards that nobody reads: `indexShards` was lowered, and `formerIndexShards` does not say so. */
export const indexShardsCheck: Check = {
  id: 'index shards',
  run: async ({ inbox }) => {
    const known = shardsToRead(inbox.policy);
    const beyond = shardNumbers(MAX_INDEX_SHARDS).slice(known);
    const found: number[] = [];
    await concurrently(beyond, AT_ONCE, async (shard) => {
      const { items } = await inbox.store.due({ shard: workShardName(shard), until: EVER, limit: 1 });
      if (items.length > 0) {
        found.push(shard);
      }
    });
    if (found.length === 0) {
      return [
        passed(
          `no open event in shards ${known} to ${MAX_INDEX_SHARDS - 1}, which only the sweeper looks at`,
        ),
      ];
    }
    const least = Math.max(...found) + 1;
    return [
      finding('index_shards_lowered', {
        what: `open events are in ${found.length} shards beyond the ${known} that are read (up to shard ${least - 1}): indexShards was lowered. The sweeper finds them within 100 minutes; \`inbox\` does not list them`,
        remedy: `Set formerIndexShards in the configuration to the highest indexShards this stack ever had, at least ${least}, and deploy.`,
      }),
    ];
  },
};
