import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { Clock, NewHolder, ResultHolder, ResultHolders } from '../../usecases/ports';
import { toValue, unlessRefused } from './event-item';

/** Which event stores a document's result, as items of the event table beside the events: no index has them. */
export class DynamoResultHolders implements ResultHolders {
  constructor(
    private readonly props: {
      readonly client: DynamoDBClient;
      readonly table: string;
      readonly clock: Pick<Clock, 'now'>;
    },
  ) {}

  async hold(key: string, mine: NewHolder, replacing?: string): Promise<ResultHolder> {
    const isFree = 'attribute_not_exists(#pk) OR #holder = :holder OR #ttl <= :now';
    const command = new UpdateItemCommand({
      TableName: this.props.table,
      Key: { [EVENT_TABLE.partitionKey]: toValue(key) },
      UpdateExpression: 'SET #holder = :holder, #token = :token, #ttl = :ttl',
      ConditionExpression: replacing === undefined ? isFree : `${isFree} OR #token = :replacing`,
      ExpressionAttributeNames: {
        '#pk': EVENT_TABLE.partitionKey,
        '#holder': 'holder',
        '#token': 'token',
        '#ttl': EVENT_TABLE.ttl,
      },
      ExpressionAttributeValues: {
        ':holder': toValue(mine.pk),
        ':token': toValue(mine.token),
        ':ttl': toValue(mine.expiresAt),
        ':now': toValue(Math.floor(this.props.clock.now() / 1000)),
        ...(replacing !== undefined && { ':replacing': toValue(replacing) }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessRefused(
      async (): Promise<ResultHolder> => {
        await this.props.client.send(command);
        return mine;
      },
      (found) => ({ pk: found?.holder?.S ?? '', token: found?.token?.S ?? '' }),
    );
  }
}
