import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { ReconcileState } from '../../domain/reconcile/reconcile-state';
import type { Random, ReconcileStates } from '../../usecases/ports';
import { fromMap, type Item, type PlainValue, toMap, toValue } from './event-item';

export interface DynamoReconcileStatesProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly random: Pick<Random, 'token'>;
}

/** Tells our own write after a lost answer. */
const WRITE_ID = 'writeId';

/**
 * The state of each source's reconciliation, as an item of the event table. It has no attribute of an index and no expiry, and
 * its key is no event's: nobody who reads events meets it.
 */
export class DynamoReconcileStates implements ReconcileStates {
  constructor(private readonly props: DynamoReconcileStatesProps) {}

  async load(key: string): Promise<ReconcileState | undefined> {
    const { Item: item } = await this.props.client.send(
      new GetItemCommand({ TableName: this.props.table, Key: keyOf(key), ConsistentRead: true }),
    );
    return item && toState(item);
  }

  async save(key: string, state: ReconcileState): Promise<boolean> {
    const writeId = this.props.random.token();
    const isFirst = state.version === 1;
    try {
      await this.props.client.send(
        new PutItemCommand({
          TableName: this.props.table,
          Item: {
            ...keyOf(key),
            ...toMap(state as unknown as Record<string, PlainValue>),
            [WRITE_ID]: toValue(writeId),
          },
          ConditionExpression: isFirst ? 'attribute_not_exists(#pk)' : '#version = :seen',
          ExpressionAttributeNames: isFirst ? { '#pk': EVENT_TABLE.partitionKey } : { '#version': 'version' },
          ...(!isFirst && { ExpressionAttributeValues: { ':seen': toValue(state.version - 1) } }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      return error.Item?.[WRITE_ID]?.S === writeId;
    }
  }
}

function keyOf(key: string): Item {
  return { [EVENT_TABLE.partitionKey]: toValue(key) };
}

function toState(item: Item): ReconcileState {
  const { [EVENT_TABLE.partitionKey]: _, [WRITE_ID]: __, ...state } = fromMap(item);
  return state as unknown as ReconcileState;
}
