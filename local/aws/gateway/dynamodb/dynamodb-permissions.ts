import { arn, asArn } from '../../template/arn';
import { asList, asObject, type JsonObject } from '../../template/json';
import type { Permission } from '../gateway.types';

/** Calls that name no table. */
const ACCOUNT_WIDE = new Set(['ListTables', 'ListBackups', 'DescribeLimits', 'ListGlobalTables']);
/** Calls on many tables, whose own name is the action. */
const BATCHES = new Set(['BatchGetItem', 'BatchWriteItem']);
/** Members of a transaction → their action. */
const TRANSACTED: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

/**
 * What a call to DynamoDB needs: an index has an ARN of its own, and a transaction needs what its members need
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
export function dynamoDbPermissions(action: string, input: JsonObject): readonly Permission[] {
  if (ACCOUNT_WIDE.has(action)) {
    return [{ action: `dynamodb:${action}`, resource: '*' }];
  }
  if (BATCHES.has(action)) {
    return Object.keys(asObject(input.RequestItems)).map((table) => on(action, table));
  }
  if (Array.isArray(input.TransactItems)) {
    return asList(input.TransactItems).flatMap((item) =>
      Object.entries(asObject(item)).map(([member, of]) =>
        on(TRANSACTED[member] ?? member, String(asObject(of).TableName)),
      ),
    );
  }
  const { action: name, resource } = on(action, String(input.TableName ?? input.ResourceArn ?? ''));
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return [{ action: name, resource: `${resource}${index}` }];
}

function on(action: string, table: string): Permission {
  return {
    action: `dynamodb:${action}`,
    resource: asArn(table, (name) => arn('dynamodb', `table/${name}`)),
  };
}
