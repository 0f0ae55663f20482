import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { Account } from '../account';
import { clientConfig } from '../emulator/aws-environment';
import { expectEqual, type Step } from './steps';

const STACK = 'JourneyProbe';
const PROTECTED_TABLE = 'JourneyProtected';

/**
 * What the proof of the repeated first deployment rests on. Where MiniStack differs from AWS, docs/reference/local-run.md says so; a version
 * that differs otherwise fails here, so that somebody corrects the page.
 */
export const EMULATOR_DIFFERENCES: readonly Step[] = [
  {
    name: 'MiniStack deletes a RetainExceptOnCreate table of a failed creation and keeps a Retain one, as AWS does',
    run: async ({ account }) => {
      const status = await createFailingStack(account, {
        Kept: { DeletionPolicy: 'Retain' },
        Gone: { DeletionPolicy: 'RetainExceptOnCreate' },
      });
      expectEqual('Tables left', await tablesOfProbe(account), `${STACK}-Kept`);
      await dynamo(account).send(new DeleteTableCommand({ TableName: `${STACK}-Kept` }));
      return status;
    },
  },
  {
    name: 'MiniStack refuses DeleteTable of a protected table, as AWS does; its CloudFormation deletes one, unlike AWS',
    run: async ({ account }) => {
      expectEqual('DeleteTable', await deleteProtectedTable(account), 'ValidationException');
      const status = await createFailingStack(account, { Protected: { DeletionPolicy: 'Delete' } });
      expectEqual('A failed creation with a protected table', status, 'ROLLBACK_COMPLETE');
      expectEqual('Tables left', await tablesOfProbe(account), '');
      return 'in AWS the rollback would end in ROLLBACK_FAILED';
    },
  },
];

const TABLE = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
} as const;

/** Creates tables, then something that cannot be; answers how the stack ended. A table named Protected is. */
async function createFailingStack(
  account: Account,
  tables: Readonly<Record<string, { readonly DeletionPolicy: string }>>,
): Promise<string> {
  const resources = Object.entries(tables).map(([name, policy]) => {
    const Properties = {
      ...TABLE,
      TableName: `${STACK}-${name}`,
      DeletionProtectionEnabled: name === 'Protected',
    };
    return [name, { Type: 'AWS::DynamoDB::Table', ...policy, Properties }];
  });
  const refused = {
    Type: 'AWS::Lambda::EventInvokeConfig',
    DependsOn: Object.keys(tables),
    Properties: { FunctionName: 'a-function-that-does-not-exist', Qualifier: '$LATEST' },
  };
  const status = await account.createStack(STACK, {
    Resources: { ...Object.fromEntries(resources), Refused: refused },
  });
  await account.deleteStack(STACK);
  return status;
}

async function tablesOfProbe(account: Account): Promise<string> {
  const { TableNames = [] } = await dynamo(account).send(new ListTablesCommand({}));
  return TableNames.filter((name) => name.startsWith(STACK)).join(', ');
}

/** The name of the error, or `none`; the table is gone afterwards in any case. */
async function deleteProtectedTable(account: Account): Promise<string> {
  const client = dynamo(account);
  const table = { TableName: PROTECTED_TABLE };
  await client.send(
    new CreateTableCommand({
      ...TABLE,
      ...table,
      AttributeDefinitions: [...TABLE.AttributeDefinitions],
      KeySchema: [...TABLE.KeySchema],
      DeletionProtectionEnabled: true,
    }),
  );
  try {
    await client.send(new DeleteTableCommand(table));
    return 'none';
  } catch (error) {
    await client.send(new UpdateTableCommand({ ...table, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand(table));
    return (error as Error).name;
  }
}

function dynamo({ url }: Account): DynamoDBClient {
  return new DynamoDBClient(clientConfig(url));
}
