import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Template } from './template';

export interface FakeAws {
  /** Endpoints and credentials, as the AWS SDK reads them from the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bodies of the messages that were sent. */
  readonly messages: readonly string[];
  stop(): void;
}

/** Secrets Manager and SQS as far as the two paths need them, S3 that takes everything, and dynalite with the template's table. */
export async function startFakeAws(
  secretText: (arn: string) => string,
  table: Template['table'],
): Promise<FakeAws> {
  const messages: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, secretText, messages).then((body) => response.end(JSON.stringify(body)));
  });
  const dynalite = createRequire(__filename)('dynalite') as (options: object) => Server;
  const database = dynalite({ createTableMs: 0 });
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'measured',
    AWS_SECRET_ACCESS_KEY: 'measured',
    AWS_ENDPOINT_URL: await listen(server),
    AWS_ENDPOINT_URL_DYNAMODB: await listen(database),
  };
  await createTable(table.name, table.properties, environment.AWS_ENDPOINT_URL_DYNAMODB);
  return {
    environment,
    messages,
    stop: () => {
      server.close();
      database.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  secretText: (arn: string) => string,
  messages: string[],
): Promise<object> {
  const body = await text(request);
  const [, action] = String(request.headers['x-amz-target']).split('.');
  if (action === 'GetSecretValue') {
    return { SecretString: secretText(String(JSON.parse(body).SecretId)) };
  }
  if (action === 'SendMessage') {
    const message = String(JSON.parse(body).MessageBody);
    messages.push(message);
    return { MessageId: 'sent', MD5OfMessageBody: createHash('md5').update(message).digest('hex') };
  }
  return {};
}

async function listen(server: { listen: Server['listen']; address: Server['address'] }): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function createTable(
  name: string,
  table: Readonly<Record<string, unknown>>,
  endpoint: string,
): Promise<void> {
  const credentials = { accessKeyId: 'measured', secretAccessKey: 'measured' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } =
    table as Partial<CreateTableCommandInput>;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({
        IndexName,
        KeySchema: keys,
        Projection,
      })),
    }),
  );
  client.destroy();
}
