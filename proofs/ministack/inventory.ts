import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from './emulator/aws-environment';
import type { Emulator } from './emulator/emulator-client';

/** What an account holds: kind of resource → names. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/** Everything that a stack of ours may leave behind, whoever made it. */
export async function takeInventory(emulator: Emulator): Promise<Inventory> {
  const config = clientConfig(emulator.url);
  const { TableNames = [] } = await new DynamoDBClient(config).send(new ListTablesCommand({}));
  const { Buckets = [] } = await new S3Client(config).send(new ListBucketsCommand({}));
  const { SecretList = [] } = await new SecretsManagerClient(config).send(
    new ListSecretsCommand({ IncludePlannedDeletion: true }),
  );
  const { QueueUrls = [] } = await new SQSClient(config).send(new ListQueuesCommand({}));
  return {
    table: TableNames,
    bucket: Buckets.map(({ Name = '' }) => Name),
    secret: SecretList.map(({ ARN = '' }) => ARN),
    queue: QueueUrls,
    ...(await otherResources(emulator)),
  };
}

async function otherResources(emulator: Emulator): Promise<Inventory> {
  const logs = emulator.json<{ logGroups: readonly { logGroupName: string }[] }>(
    'logs',
    'Logs_20140328.DescribeLogGroups',
  );
  const rules = emulator.json<{ Rules: readonly { Name: string }[] }>('events', 'AWSEvents.ListRules');
  const parameters = emulator.json<{ Parameters: readonly { Name: string }[] }>(
    'ssm',
    'AmazonSSM.DescribeParameters',
  );
  const keys = emulator.json<{ Keys: readonly { KeyId: string }[] }>('kms', 'TrentService.ListKeys');
  const functions = emulator.rest<{ Functions: readonly { FunctionName: string }[] }>(
    'lambda',
    '/2015-03-31/functions',
  );
  const apis = emulator.rest<{ items: readonly { apiId: string }[] }>('apigateway', '/v2/apis');
  const roles = await emulator.query('iam', 'ListRoles');
  return {
    'log group': (await logs).logGroups.map(({ logGroupName }) => logGroupName),
    rule: (await rules).Rules.map(({ Name }) => Name),
    parameter: (await parameters).Parameters.map(({ Name }) => Name),
    key: (await keys).Keys.map(({ KeyId }) => KeyId),
    function: (await functions).Functions.map(({ FunctionName }) => FunctionName),
    api: (await apis).items.map(({ apiId }) => apiId),
    role: [...roles.matchAll(/<RoleName>([^<]*)<\/RoleName>/g)].map(([, name = '']) => name),
  };
}

/** What is in `after` and not in `before`, as `table A, secret B`; empty when there is nothing. */
export function addedTo(before: Inventory, after: Inventory): readonly string[] {
  return Object.entries(after).flatMap(([kind, names]) =>
    names.filter((name) => !before[kind]?.includes(name)).map((name) => `${kind} ${name}`),
  );
}
