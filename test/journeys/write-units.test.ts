import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynoxideBinary } from '../../local/aws/engines/dynoxide';
import { Journey } from './stack/journey';

/** design: at most 8 write units through the whole life of the seed's Limai event (docs/decisions/0002). */
const LIMAI_SEED_UNITS = 8;

// dynalite leaves the units of index entries out of what it reports.
const describeWhereMeasured = dynoxideBinary() ? describe : describe.skip;

describeWhereMeasured('DynamoDB write units of an event, as ReturnConsumedCapacity reports them', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.start({ meterCapacity: true, dynamodbEngine: 'dynoxide' });
  }, 60_000);

  afterAll(() => journey.stop());

  test(`the seed’s Limai event costs at most ${LIMAI_SEED_UNITS}, from webhook to STORED`, async () => {
    const units = await measureUnits(journey, 'limai', {
      file: 'document-extracted-success.json',
      eventId: 'evt_success_456',
    });
    expect(units).toBeGreaterThan(0);
    expect(units).toBeLessThanOrEqual(LIMAI_SEED_UNITS);
  });

  test('the seed’s Extend event costs no more: its body lives in S3', async () => {
    const units = await measureUnits(journey, 'extend', {
      file: 'extract-run-processed.json',
      eventId: 'string',
    });
    expect(units).toBeLessThanOrEqual(LIMAI_SEED_UNITS);
  });
});

async function measureUnits(
  journey: Journey,
  source: string,
  seed: { readonly file: string; readonly eventId: string },
): Promise<number> {
  const before = writeUnits(journey);
  const body = readFileSync(join(__dirname, '..', '..', 'fixtures', source, seed.file));
  expect(await journey.send(source, body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
  expect(await journey.final(source, seed.eventId)).toMatchObject({ status: 'STORED', attempts: 0 });
  return writeUnits(journey) - before;
}

/** Whoever wrote: ingest, processor, sweeper. */
function writeUnits(journey: Journey): number {
  return (journey.run.gateway?.capacity() ?? []).reduce((sum, count) => sum + count.writeUnits, 0);
}
