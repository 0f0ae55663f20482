import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventKey, sha256Hex } from '../../../lambda/domain/record/keys';
import type { DynamoDbEngine } from '../../../local/aws/engines/engines.types';
import { defaultDynamoDbEngine } from '../../../local/aws/engines/start-engines';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { getSamples } from '../../../local/samples/samples';
import { deliver } from '../../../local/simulators/deliver';
import { Stores } from '../../../local/stores';
import { runs } from '../../local/aws/lambda/processes';
import { eventually } from '../../support/eventually';
import { CliProcess } from '../stack/cli-process';
import { Journey } from '../stack/journey';

const ENGINES: readonly DynamoDbEngine[] = [
  ...new Set<DynamoDbEngine>([defaultDynamoDbEngine(), 'dynalite']),
];
const WAVES = 4;
const AT_ONCE = 16;

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'persistence-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.each(ENGINES)('a data directory on %s', (dynamodbEngine) => {
  it('keeps records, results and secrets over a restart', async () => {
    const options = { dynamodbEngine, dataDir: join(directory, 'data') };
    const before = await Journey.start(options);
    const { body, eventId = '' } = before.sample('limai', 'success');
    await before.send('limai', body);
    const record = await before.final('limai', eventId);
    const result = await before.stores.object(record.resultKey ?? '');
    const keys = before.run.endpoints.sources.map((source) => source.signingSecret);
    await before.stop();
    expect(readFileSync(join(options.dataDir, '.gitignore'), 'utf8')).toBe('*\n');

    const after = await Journey.start(options);
    try {
      expect(await after.record('limai', eventId)).toEqual(record);
      expect(await after.stores.object(record.resultKey ?? '')).toEqual(result);
      expect(after.run.endpoints.sources.map((source) => source.signingSecret)).toEqual(keys);
      expect(await after.send('limai', body)).toEqual({
        status: 200,
        body: { status: 'duplicate', eventId },
      });
      const fresh = after.sample('limai', 'success', { eventId: 'evt_after', documentId: 'doc_after' });
      await after.send('limai', fresh.body);
      expect(await after.final('limai', 'evt_after')).toMatchObject({ status: 'STORED' });
    } finally {
      await after.stop();
    }
  });
});

describe('a stack that gets SIGKILL under load', () => {
  it('leaves no process, and has a record of every 200 when it is started again', async () => {
    const args = ['--port', '0', '--data-dir', join(directory, 'data')];
    const killed = CliProcess.start(args, directory);
    const acknowledged = await loadUntilKilled(killed, await killed.ready());
    expect(acknowledged.length).toBeGreaterThanOrEqual(AT_ONCE);

    const again = CliProcess.start(args, directory);
    const stores = new Stores(await again.ready());
    try {
      for (const pk of acknowledged) {
        await expectWhole(stores, pk);
      }
    } finally {
      stores.close();
      expect(await again.end('SIGINT')).toBe(0);
    }
  });
});

/** Sends waves of new events and kills the stack in the middle of the last; the keys of those that were answered 200. */
async function loadUntilKilled(stack: CliProcess, endpoints: Endpoints): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let wave = 0; wave < WAVES; wave += 1) {
    const sending = Array.from({ length: AT_ONCE }, (_, index) => sendOne(endpoints, wave * AT_ONCE + index));
    if (wave === WAVES - 1) {
      await Promise.race(sending);
      const family = stack.descendants();
      expect(family.length).toBeGreaterThanOrEqual(3);
      expect(await stack.end('SIGKILL')).toBe('SIGKILL');
      await eventually(async () => !family.some(runs) || undefined, 10_000);
    }
    const answered = await Promise.all(sending);
    acknowledged.push(...answered.filter((pk) => pk !== undefined));
  }
  return acknowledged;
}

/** The key of the event's record if it was acknowledged. */
async function sendOne({ sources }: Endpoints, index: number): Promise<string | undefined> {
  const source = sources[index % sources.length];
  if (!source) {
    throw new Error('Journey: the stack has no source.');
  }
  const { provider, url, signingSecret } = source;
  const kind = provider === 'limai' ? 'success' : 'processed';
  const ids = { eventId: `evt_load_${index}`, documentId: `doc_load_${index}` };
  const { body } = getSamples(provider)[kind]?.(ids) ?? { body: Buffer.alloc(0) };
  const answer = await deliver({ provider, url, signingKey: signingSecret, body });
  return answer.status === 200 ? eventKey(source.id, ids.eventId) : undefined;
}

async function expectWhole(stores: Stores, pk: string): Promise<void> {
  const record = await stores.record(pk);
  expect(record).toMatchObject({ pk, status: expect.stringMatching(/^(RECEIVED|PROCESSING|STORED)$/) });
  if (record?.status === 'STORED') {
    const result = await stores.object(record.resultKey ?? '');
    expect(sha256Hex(result ?? '')).toBe(record.resultSha256);
  }
}
