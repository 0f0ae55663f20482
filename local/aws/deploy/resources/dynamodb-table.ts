import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceNotFoundException,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { asList, asObject, type Json, type JsonObject } from '../../template/json';
import { REGION, type ReferableResource } from '../../template/stack-scope';
import { until } from '../../until';
import { physicalName } from './physical-name';
import {
  type DeployContext,
  NO_ENCRYPTION,
  NO_TAGS,
  type ResolvedResource,
  type ResourceHandler,
} from './resource-handler';

const CAPACITY = 'local engines have no capacity to limit';
const ACTIVE_WITHIN_MS = 30_000;

const leftOut = {
  ...NO_TAGS,
  SSESpecification: NO_ENCRYPTION,
  TableClass: 'storage classes differ only in price',
  OnDemandThroughput: CAPACITY,
  WarmThroughput: CAPACITY,
  WriteProvisionedThroughputSettings: CAPACITY,
  WriteOnDemandThroughputSettings: CAPACITY,
  ContributorInsightsSpecification: 'there is no CloudWatch locally',
  ResourcePolicy: 'local engines do not authorize',
};

const applied = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
  'TimeToLiveSpecification',
  'PointInTimeRecoverySpecification',
  'DeletionProtectionEnabled',
];

export const dynamoDbTable: ResourceHandler = {
  applied,
  leftOut,
  create: (resource, context) => createTable(resource, resource.properties, context),
};

/** A global table is created as one table: its properties are those of the stack's own region. */
export const dynamoDbGlobalTable: ResourceHandler = {
  applied: [...applied, 'Replicas'],
  leftOut,
  create: (resource, context) => {
    const { Replicas, ...properties } = resource.properties;
    const { Region: _region, ...own } = asObject(asList(Replicas)[0]);
    return createTable(resource, { ...own, ...properties }, context);
  },
};

async function createTable(
  { logicalId }: ResolvedResource,
  properties: JsonObject,
  { clients: { dynamodb }, stackName }: DeployContext,
): Promise<ReferableResource> {
  const name = String(properties.TableName ?? physicalName(stackName, logicalId, { maxLength: 255 }));
  const wanted = tableInput(name, properties);
  const existing = await describe(dynamodb, name);
  if (existing) {
    await adopt(dynamodb, logicalId, { wanted, existing });
  } else {
    await dynamodb.send(new CreateTableCommand(wanted));
  }
  const table = await untilActive(dynamodb, name);
  await applyTimeToLive(dynamodb, name, asObject(properties.TimeToLiveSpecification));
  await applyBackups(dynamodb, name, asObject(properties.PointInTimeRecoverySpecification));
  const streamArn = table.LatestStreamArn;
  return {
    physicalId: name,
    attributes: { Arn: withRegion(String(table.TableArn)), ...(streamArn && { StreamArn: streamArn }) },
  };
}

/** dynoxide puts its own name where the region stands. */
function withRegion(arn: string): string {
  return arn.replace(/^arn:aws:dynamodb:[^:]*:/, `arn:aws:dynamodb:${REGION}:`);
}

function tableInput(TableName: string, properties: JsonObject): CreateTableCommandInput {
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, StreamSpecification } = properties;
  const input: Record<string, Json> = {
    TableName,
    KeySchema: KeySchema ?? [],
    AttributeDefinitions: AttributeDefinitions ?? [],
    BillingMode: properties.BillingMode ?? 'PROVISIONED',
    DeletionProtectionEnabled: properties.DeletionProtectionEnabled === true,
    ...(properties.ProvisionedThroughput && { ProvisionedThroughput: properties.ProvisionedThroughput }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
    ...(StreamSpecification && {
      StreamSpecification: { StreamEnabled: true, ...asObject(StreamSpecification) },
    }),
  };
  const indexes = asList(properties.GlobalSecondaryIndexes).map(asObject).map(indexInput);
  return {
    ...(input as unknown as CreateTableCommandInput),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
}

function indexInput({
  IndexName,
  KeySchema,
  Projection,
  ProvisionedThroughput,
}: JsonObject): GlobalSecondaryIndex {
  const index = { IndexName, KeySchema, Projection, ...(ProvisionedThroughput && { ProvisionedThroughput }) };
  return index as unknown as GlobalSecondaryIndex;
}

interface Adoption {
  readonly wanted: CreateTableCommandInput;
  readonly existing: TableDescription;
}

/** Reuses a table of an earlier run, adding the indexes that the template has gained since. */
async function adopt(
  dynamodb: DynamoDBClient,
  logicalId: string,
  { wanted, existing }: Adoption,
): Promise<void> {
  expectSameKeys(logicalId, 'table', { wanted: wanted.KeySchema, existing: existing.KeySchema });
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    const found = existing.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName);
    if (found) {
      expectSameKeys(logicalId, `index ${index.IndexName}`, {
        wanted: index.KeySchema,
        existing: found.KeySchema,
      });
    } else {
      await dynamodb.send(
        new UpdateTableCommand({
          TableName: wanted.TableName,
          AttributeDefinitions: wanted.AttributeDefinitions,
          GlobalSecondaryIndexUpdates: [{ Create: index }],
        }),
      );
      await untilActive(dynamodb, String(wanted.TableName));
    }
  }
}

type Keys = TableDescription['KeySchema'];

function expectSameKeys(
  logicalId: string,
  what: string,
  { wanted, existing }: { readonly wanted: Keys; readonly existing: Keys },
): void {
  if (keyText(wanted) !== keyText(existing)) {
    throw new Error(
      `Resource ${logicalId}: the existing ${what} has the key ${keyText(existing)}, expected ${keyText(wanted)}. ` +
        'Its data was made by another version of the template: use another data directory.',
    );
  }
}

function keyText(keys: Keys): string {
  const texts = (keys ?? []).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
  return texts.sort().join(', ');
}

async function describe(dynamodb: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

function untilActive(dynamodb: DynamoDBClient, name: string): Promise<TableDescription> {
  return until(`table ${name} and its indexes are active`, ACTIVE_WITHIN_MS, async () => {
    const table = await describe(dynamodb, name);
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    const active =
      table?.TableStatus === 'ACTIVE' &&
      indexes.every(({ IndexStatus }) => IndexStatus === undefined || IndexStatus === 'ACTIVE');
    return active ? table : undefined;
  });
}

async function applyTimeToLive(
  dynamodb: DynamoDBClient,
  TableName: string,
  { AttributeName, Enabled }: JsonObject,
): Promise<void> {
  if (AttributeName === undefined || Enabled !== true) {
    return;
  }
  const current = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  if (current.TimeToLiveDescription?.TimeToLiveStatus !== 'ENABLED') {
    const TimeToLiveSpecification = { AttributeName: String(AttributeName), Enabled: true };
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
}

async function applyBackups(
  dynamodb: DynamoDBClient,
  TableName: string,
  { PointInTimeRecoveryEnabled }: JsonObject,
): Promise<void> {
  if (PointInTimeRecoveryEnabled === true) {
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
  }
}
