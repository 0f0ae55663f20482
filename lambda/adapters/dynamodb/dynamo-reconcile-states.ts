import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { ReconcileScan, ReconcileState } from '../../domain/reconcile/reconcile-state';
import type { Random, ReconcileStates } from '../../usecases/ports';
import {
  type Fields,
  fromMap,
  fromStored,
  type Item,
  type ItemTypes,
  toMap,
  toStored,
  toValue,
  unlessRefused,
} from './event-item';

/** Tells our own write after a lost answer. */
const WRITE_ID = 'writeId';

/** Of a state and of its scan. */
const TYPES = {
  version: 'number',
  startedAt: 'time',
  dueAt: 'time',
  lastPageAt: 'time',
  notBefore: 'time',
  lastScanStartedAt: 'time',
  lastCompletedAt: 'time',
  since: 'time',
  until: 'time',
  cursor: 'text',
  seen: 'text',
  pages: 'number',
  listed: 'number',
  matched: 'number',
  missing: 'number',
  unrecoverable: 'number',
} as const satisfies ItemTypes & Record<Exclude<keyof (ReconcileState & ReconcileScan), 'scan'>, string>;
const TOTALS = ['pages', 'listed', 'matched', 'missing', 'unrecoverable'] as const;

/**
 * The state of each source's reconciliation, as an item of the event table. It has no attribute of an index and no expiry, and
 * its key is no event's: nobody who reads events meets it.
 */
export class DynamoReconcileStates implements ReconcileStates {
  constructor(
    private readonly props: {
      readonly client: DynamoDBClient;
      readonly table: string;
      readonly random: Pick<Random, 'token'>;
    },
  ) {}

  async load(key: string): Promise<ReconcileState | undefined> {
    const { Item: item } = await this.props.client.send(
      new GetItemCommand({ TableName: this.props.table, Key: toKey(key), ConsistentRead: true }),
    );
    if (!item) {
      return undefined;
    }
    const { [EVENT_TABLE.partitionKey]: _, [WRITE_ID]: __, ...rest } = fromMap(item);
    const state = fromStored(rest, TYPES, ['version', 'startedAt'], key);
    const scan =
      typeof state.scan === 'object' &&
      fromStored(state.scan, TYPES, ['startedAt', 'since', 'until', ...TOTALS], `${key}: scan`);
    return { ...state, ...(scan && { scan }) } as unknown as ReconcileState;
  }

  async save(key: string, state: ReconcileState): Promise<boolean> {
    const writeId = this.props.random.token();
    const isFirst = state.version === 1;
    const { scan } = state;
    const fields = {
      ...toStored(state as unknown as Fields, TYPES),
      scan: scan && toStored(scan as unknown as Fields, TYPES),
      [WRITE_ID]: writeId,
    };
    const command = new PutItemCommand({
      TableName: this.props.table,
      Item: { ...toKey(key), ...toMap(fields) },
      ConditionExpression: isFirst ? 'attribute_not_exists(#pk)' : '#version = :seen',
      ExpressionAttributeNames: isFirst ? { '#pk': EVENT_TABLE.partitionKey } : { '#version': 'version' },
      ...(!isFirst && { ExpressionAttributeValues: { ':seen': toValue(state.version - 1) } }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessRefused(
      async () => {
        await this.props.client.send(command);
        return true;
      },
      (found) => found?.[WRITE_ID]?.S === writeId,
    );
  }
}

function toKey(key: string): Item {
  return { [EVENT_TABLE.partitionKey]: toValue(key) };
}
