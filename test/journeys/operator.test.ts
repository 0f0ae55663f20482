import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { main } from '../../cli/operator-main';
import { UsageError } from '../../cli/usage-error';
import { eventKey } from '../../lambda/domain/keys';
import { encodeMessage } from '../../lambda/domain/work-message';
import { OUTPUTS } from '../../lib/output-names';
import { awsClients } from '../../local/deploy/aws-clients';
import { eventually } from '../support/eventually';
import { Journey } from './journey';

const STORED = ['evt_stored_1', 'evt_stored_2', 'evt_stored_3'];
const FAILED = ['evt_failed_1', 'evt_failed_2'];

let directory: string;
let journey: Journey;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'operator-'));
  journey = await Journey.start({ endpointsFile: join(directory, 'endpoints.json') });
  for (const eventId of [...STORED, ...FAILED]) {
    const documentId = `doc_${eventId}`;
    if (FAILED.includes(eventId)) {
      journey.run.simulators.limai?.plan(documentId, { failures: [{ status: 400 }] });
    }
    await journey.send('limai', journey.sample('limai', 'success', { eventId, documentId }).body);
  }
  await Promise.all([...STORED, ...FAILED].map((eventId) => journey.final('limai', eventId)));
}, 60_000);

afterAll(async () => {
  await journey?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** One command at the running stack: its exit code, and what it printed. */
async function operator(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const stack = args.includes('--outputs') ? [] : ['--endpoints', join(directory, 'endpoints.json')];
  const code = await main([...args, ...stack], (line) => lines.push(line));
  return { code, lines };
}

const keyOf = (eventId: string) => eventKey('limai', eventId);
const keysIn = (lines: readonly string[]) => lines.slice(0, -1).map((line) => line.split('  ')[0]);

/** The status index follows the table a moment later. */
const listed = (status: string, count: number) =>
  eventually(async () => {
    const { lines } = await operator('list', status);
    return lines.length === count + 1 ? lines : undefined;
  });

describe('the operator at a running stack', () => {
  it('shows a record', async () => {
    const { code, lines } = await operator('show', 'limai', 'evt_stored_1');
    expect([code, JSON.parse(lines.join(''))]).toEqual([
      0,
      expect.objectContaining({ pk: keyOf('evt_stored_1'), status: 'STORED' }),
    ]);
  });

  it('lists what ended, up to the limit', async () => {
    expect(keysIn(await listed('STORED', 3)).sort()).toEqual(STORED.map(keyOf));
    expect(keysIn(await listed('FAILED', 2)).sort()).toEqual(FAILED.map(keyOf));
    const { code, lines } = await operator('list', 'STORED', '--limit', '2');
    expect([code, lines]).toEqual([
      0,
      [
        expect.anything(),
        expect.anything(),
        expect.stringMatching(/^2 STORED on .* \(more: raise --limit\)$/),
      ],
    ]);
  });

  it('lists through the outputs of a deployment with the AWS SDK’s own configuration', async () => {
    const { table, bucket, endpoints, region } = journey.run.endpoints;
    const file = join(directory, 'outputs.json');
    const outputs = { [OUTPUTS.eventTableName]: table, [OUTPUTS.bucketName]: bucket };
    writeFileSync(file, JSON.stringify({ Stack: outputs }));
    const environment = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    };
    Object.assign(process.env, environment);
    try {
      const { code, lines } = await operator('list', 'FAILED', '--outputs', file);
      expect([code, keysIn(lines).sort()]).toEqual([0, FAILED.map(keyOf)]);
    } finally {
      for (const name of Object.keys(environment)) {
        delete process.env[name];
      }
    }
  });

  it('redrives what failed, each once', async () => {
    const key = keyOf('evt_failed_1');
    expect(await operator('redrive', key)).toEqual({ code: 0, lines: [`${key}  redriven`] });
    const record = await eventually(() => storedOnly('evt_failed_1'), 20_000);
    expect(record.generation).toBe(1);
    expect(await operator('redrive', key)).toEqual({ code: 1, lines: [`${key}  not_failed`] });
  });

  it('redrives dead letters, which are then gone', async () => {
    const key = keyOf('evt_failed_2');
    await sendDeadLetter(key);
    expect(await operator('redrive', '--dead-letters', 'limai')).toEqual({
      code: 0,
      lines: [`${key}  redriven`, '1 dead letters handled'],
    });
    await eventually(() => storedOnly('evt_failed_2'), 20_000);
    expect(await operator('redrive', '--dead-letters', 'limai')).toEqual({
      code: 0,
      lines: ['0 dead letters handled'],
    });
  });

  it('shows dead letters', async () => {
    const key = keyOf('evt_stored_2');
    await sendDeadLetter(key);
    const { code, lines } = await operator('dead-letters', 'limai');
    expect([code, keysIn(lines)]).toEqual([0, [key]]);
  });

  it('replays what is final as its next generation', async () => {
    const key = keyOf('evt_stored_3');
    expect(await operator('replay', key)).toEqual({ code: 0, lines: [`${key}  replayed  2`] });
    const record = await eventually(() => storedOnly('evt_stored_3'), 20_000);
    expect(record.generation).toBe(2);
  });

  it.each([
    [
      ['redrive', 'key', '--dead-letters', 'limai'],
      'redrive: got keys and --dead-letters, expected one of them.',
    ],
    [['dead-letters', 'nobody'], 'dead-letters: got "nobody", expected one of limai, extend.'],
  ])('refuses %j', async (args, message) => {
    await expect(operator(...args)).rejects.toThrow(new UsageError(message));
  });
});

async function storedOnly(eventId: string) {
  const record = await journey.record('limai', eventId);
  return record?.status === 'STORED' ? record : undefined;
}

/** As if our own code had broken on the event as often as the queue allows. */
async function sendDeadLetter(pk: string): Promise<void> {
  const { endpoints, deadLetterQueues } = journey.run.endpoints;
  const { sqs, destroy } = awsClients(endpoints.sqs, 'local');
  await sqs.send(
    new SendMessageCommand({ QueueUrl: deadLetterQueues.limai, MessageBody: encodeMessage(pk) }),
  );
  destroy();
}
