import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DynamoDbEngine, Engines } from '../../../../local/aws/engines/engines.types';
import { startEngines } from '../../../../local/aws/engines/start-engines';
import { eventually } from '../../../support/eventually';

jest.setTimeout(60_000);

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const ENGINES = ['dynoxide', 'dynalite'] as const;

let dataDir: string;
let host: ChildProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'engines-'));
});

afterEach(async () => {
  host?.kill('SIGKILL');
  host = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

describe('startEngines', () => {
  it.each(ENGINES)('listens on 127.0.0.1 and on no other address (%s)', async (dynamodb) => {
    const engines = await startEngines({ dynamodb });
    try {
      for (const url of readUrls(engines)) {
        expect(await accepts(url, '127.0.0.1')).toBe(true);
        // Linux answers on all of 127/8, so whoever listened on 0.0.0.0 would accept this.
        expect(await accepts(url, '127.0.0.2')).toBe(false);
      }
    } finally {
      await engines.stop();
    }
  });

  it.each(ENGINES)('leaves nothing behind when it is stopped (%s)', async (dynamodb) => {
    const engines = await startEngines({ dynamodb });

    await engines.stop();

    for (const url of readUrls(engines)) {
      expect(await accepts(url, '127.0.0.1')).toBe(false);
    }
  });

  it.each(ENGINES)(
    'keeps records and objects, and leaves no orphan, when its process gets SIGKILL (%s)',
    async (dynamodb) => {
      const killed = await startHost(dynamodb);
      await writeTo(killed);

      host?.kill('SIGKILL');

      const engines = await startEngines({ dynamodb, dataDir });
      try {
        expect(await readFrom(engines)).toEqual({ record: 'kept', object: 'kept' });
        for (const url of readUrls(killed)) {
          await eventually(async () => ((await accepts(url, '127.0.0.1')) ? undefined : 'gone'));
        }
      } finally {
        await engines.stop();
      }
    },
  );

  it('refuses a data directory that another running stack uses', async () => {
    const first = await startEngines({ dynamodb: 'dynoxide', dataDir });
    try {
      await expect(startEngines({ dynamodb: 'dynoxide', dataDir })).rejects.toThrow(
        'in use by another running stack',
      );
    } finally {
      await first.stop();
    }
  });
});

type Addresses = Pick<Engines, 'dynamodb' | 'fauxqs'>;

function readUrls({ dynamodb, fauxqs }: Addresses): readonly string[] {
  return [dynamodb.url, fauxqs.sqsUrl, fauxqs.s3Url];
}

async function startHost(dynamodb: DynamoDbEngine): Promise<Addresses> {
  const script = join(__dirname, 'engines-host.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dynamodb, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  host = child;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as Addresses;
}

function clients({ dynamodb, fauxqs }: Addresses) {
  const common = { region: 'us-east-1', credentials: CREDENTIALS };
  return {
    db: new DynamoDBClient({ ...common, endpoint: dynamodb.url }),
    s3: new S3Client({ ...common, endpoint: fauxqs.s3Url, forcePathStyle: true }),
  };
}

async function writeTo(engines: Addresses): Promise<void> {
  const { db, s3 } = clients(engines);
  await db.send(
    new CreateTableCommand({
      TableName: 'events',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }),
  );
  // dynalite names a new table CREATING for a moment.
  await eventually(async () =>
    db
      .send(new PutItemCommand({ TableName: 'events', Item: { pk: { S: '1' }, state: { S: 'kept' } } }))
      .catch(() => undefined),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a//b/../ü', Body: 'kept' }));
}

async function readFrom(engines: Addresses) {
  const { db, s3 } = clients(engines);
  const { Item } = await db.send(new GetItemCommand({ TableName: 'events', Key: { pk: { S: '1' } } }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a//b/../ü' }));
  return { record: Item?.state?.S, object: await Body?.transformToString() };
}

function accepts(url: string, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
