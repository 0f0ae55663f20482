import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../../lambda/adapters/event-item';
import { backfillKey, reconcileKey } from '../../../lambda/domain/reconcile-state';
import { ADMINISTRATORS } from '../../../local/authorization/administrators';
import { InboxReader } from '../../../local/load/inbox-reader';
import { openRecord } from '../../contracts/event-records';
import { createEventTable } from '../../support/create-event-table';
import { BUCKET, type EngineBench, startEngineBench } from '../../support/engine-bench';

const TABLE = 'events';

describe('InboxReader', () => {
  let bench: EngineBench;
  let reader: InboxReader;
  beforeAll(async () => {
    bench = await startEngineBench();
    await createEventTable(bench.dynamo, TABLE);
    reader = new InboxReader({
      region: 'eu-central-1',
      credentials: { accessKeyId: ADMINISTRATORS.operator, secretAccessKey: 'local' },
      endpoints: { dynamodb: bench.gateway.url, s3: bench.gateway.url, sqs: '', secretsmanager: '' },
      table: TABLE,
      bucket: BUCKET,
    });
  }, 30_000);
  afterAll(async () => {
    reader?.close();
    await bench?.stop();
  });

  it('counts no checkpoint of reconciliation among the records', async () => {
    const record = openRecord();
    const checkpoints = [reconcileKey(record.source), backfillKey(record.source)];
    for (const item of [toItem(record), ...checkpoints.map((pk) => ({ pk: { S: pk } }))]) {
      await bench.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    }
    expect(await reader.recordKeys()).toEqual([record.pk]);
  });
});
