import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { logsSchema } from '../../../cli/commands/stack/logs';
import { setupReport } from '../../../cli/commands/stack/setup';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { type RunOptions, runCommand } from '../../cli/run-command';
import type { Journey } from '../stack/journey';
import { type OperatedJourney, startOperatedJourney } from '../stack/operated-journey';
import { givenProviderFault, givenSecret, type Restore } from './doctor-faults';

const CANARY = 'canary_key_41';

let endpoints: string;
let journey: Journey;
let operated: OperatedJourney;
let token: string;

beforeAll(async () => {
  operated = await startOperatedJourney();
  ({ endpoints, journey } = operated);
  token = await readSecret('apiTokenSecret');
}, 60_000);

afterAll(() => operated?.stop());

async function readSecret(which: 'signingSecret' | 'apiTokenSecret'): Promise<string> {
  const { clients, sources } = operated.inbox.connection;
  const SecretId = sources.find(({ id }) => id === 'patient')?.[which];
  return (await clients.secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
}

const run = (args: readonly string[], options: RunOptions = {}) =>
  runCommand([...args, '--endpoints', endpoints], options);

/** How each step of the one source ended; whatever was said, no secret was. */
async function setUp(args: readonly string[], options: RunOptions = {}) {
  const { code, out, err } = await run(['setup', '--source', 'patient', '--json', ...args], options);
  expect(out + err).not.toContain(CANARY);
  expect(out + err).not.toContain(token);
  const { sources, doctor } = setupReport.parse(JSON.parse(out));
  const steps = sources[0]?.steps ?? [];
  const states = Object.fromEntries(steps.map(({ step, state }) => [step, state]));
  return { code, err, doctor, steps, states };
}

/** A source as it is after the first deployment. */
async function givenPlaceholders(): Promise<Restore> {
  const restores = [
    await givenSecret(operated, 'signingSecret', SECRET_PLACEHOLDER),
    await givenSecret(operated, 'apiTokenSecret', SECRET_PLACEHOLDER),
  ];
  return async () => {
    for (const restore of restores) {
      await restore();
    }
    // What is signed before the functions may read the key again is refused, and counts in the next test.
    await sleep(operated.inbox.connection.secretsCache.refreshFloorSeconds * 1_000);
  };
}

describe('inbox setup', () => {
  it('shows in a dry run what is missing, and changes and sends nothing', async () => {
    const restore = await givenPlaceholders();
    try {
      const calls = journey.run.simulators.limai?.calls.length;
      const { code, states, steps, doctor } = await setUp(['--dry-run']);
      expect([code, doctor]).toEqual([1, null]);
      expect(states).toEqual({
        webhook: 'open',
        'signing key': 'open',
        'API token': 'open',
        'test event': 'open',
        delivery: 'open',
      });
      expect(steps.map(({ next }) => next)).toContain('inbox secrets set patient signing');
      expect(journey.run.simulators.limai?.calls.length).toBe(calls);
      expect(await readSecret('signingSecret')).toBe(SECRET_PLACEHOLDER);
    } finally {
      await restore();
    }
  });

  it('asks again for a value that cannot be used, tries the token before it stores it, and sends a test event', async () => {
    const restore = await givenPlaceholders();
    try {
      const answers = ['', '["one",', CANARY, 'a refused token', token, 'no'];
      const { code, states, steps, err, doctor } = await setUp([], { answers });
      expect(states).toEqual({
        webhook: 'open',
        'signing key': 'done',
        'API token': 'done',
        'test event': 'done',
        delivery: 'open',
      });
      expect(err).toContain('expected a JSON list of its live keys');
      expect(err).toContain('The token was tried: the provider refuses it. Nothing was stored.');
      expect(steps[3]?.what).toMatch(/^patient#test-\S+, signed with the stored key, ended ARCHIVED$/);
      expect(await readSecret('signingSecret')).toBe(JSON.stringify([CANARY]));
      expect([code, doctor?.healthy]).toEqual([0, true]);
    } finally {
      await restore();
    }
  });

  it('takes the missing secrets from a pipe, in their order', async () => {
    const restore = await givenPlaceholders();
    try {
      const { code, states } = await setUp(['--yes'], { piped: `${CANARY}\n${token}\n` });
      expect([code, states['signing key'], states['API token'], states['test event']]).toEqual([
        0,
        'done',
        'done',
        'done',
      ]);
    } finally {
      await restore();
    }
  });

  it('overwrites no live key, and offers to rotate it', async () => {
    const before = await readSecret('signingSecret');
    const { states, steps } = await setUp(['--yes'], { piped: `${CANARY}\n` });
    expect(states['signing key']).toBe('done');
    expect(steps[1]?.what).toContain('`inbox secrets rotate patient`');
    expect(await readSecret('signingSecret')).toBe(before);
  });

  it('replaces a stored token that the provider refuses only if that is agreed to', async () => {
    const restore = await givenSecret(operated, 'apiTokenSecret', 'expired');
    try {
      const refused = await setUp([], { answers: ['', 'n', 'n'] });
      expect([refused.code, refused.states['API token']]).toEqual([1, 'failed']);
      expect(await readSecret('apiTokenSecret')).toBe('expired');
      const { code, states } = await setUp([], { answers: ['', 'y', token, 'n'] });
      expect([code, states['API token']]).toEqual([0, 'done']);
    } finally {
      await restore();
    }
  });

  it.each([
    [403, 'stored, but the provider neither accepts nor refuses it'],
    [500, "stored, but the provider's API does not answer as expected"],
  ])('does not call a token done that was stored although the trial ended in %i', async (status, what) => {
    const restores = [await givenSecret(operated, 'apiTokenSecret', SECRET_PLACEHOLDER)];
    restores.push(await givenProviderFault(operated, { failure: { status } }));
    try {
      const { code, states, steps } = await setUp([], { answers: ['', token, 'y', 'n'] });
      expect([code, states['API token']]).toEqual([1, 'failed']);
      expect(steps[2]?.what).toContain(what);
      expect(await readSecret('apiTokenSecret')).toBe(token);
    } finally {
      for (const restore of restores) {
        await restore();
      }
    }
  });

  it('waits for a delivery of the provider, and sees it in the next run', async () => {
    const { body } = journey.sample('limai', 'success', {
      eventId: 'evt_genuine',
      documentId: 'doc_genuine',
    });
    const waiting = setUp(['--yes', '--wait', '5']);
    await journey.send('patient', body);
    const { states, steps } = await waiting;
    expect(states.delivery).toBe('done');
    expect(steps[4]?.what).toMatch(/^patient#evt_genuine arrived /);
    const again = await setUp(['--dry-run']);
    expect([again.code, again.states]).toEqual([
      0,
      expect.objectContaining({ webhook: 'done', delivery: 'done' }),
    ]);
  });

  it('ends with 130 when it is stopped, and says what is next', async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, out, err } = await run(['setup', '--source', 'extend', '--yes', '--wait', '5'], {
      signal: stop.signal,
    });
    expect([code, err]).toEqual([130, expect.stringContaining('run it again to go on')]);
    expect(out).toMatch(/^next: extend, webhook: enter http:\S+\/webhooks\/extend at the provider$/m);
  });

  it('does not wait where nobody can answer, and names the single commands', async () => {
    const { code, out, err } = await run(['setup']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/no terminal to ask.*inbox secrets set <source> signing.*inbox send-test <source>/);
  });
});

describe('inbox env at a local run', () => {
  it('gives a shell all that the AWS SDK needs to reach it', async () => {
    const { out } = await run(['env', '--source', 'limai']);
    const program = `
      const { SecretsManagerClient, DescribeSecretCommand } = require('@aws-sdk/client-secrets-manager');
      const { DynamoDBClient, DescribeTableCommand } = require('@aws-sdk/client-dynamodb');
      Promise.all([
        new SecretsManagerClient().send(new DescribeSecretCommand({ SecretId: process.env.SIGNING_SECRET })),
        new DynamoDBClient().send(new DescribeTableCommand({ TableName: process.env.TABLE })),
      ]).then(([secret, { Table }]) => console.log(secret.ARN, Table.TableName));`;
    const script = 'eval "$1"; "$2" -e "$3"';
    const { stdout: said } = await promisify(execFile)('sh', [
      '-c',
      script,
      'sh',
      out,
      process.execPath,
      program,
    ]);
    const { secrets, table } = journey.run.endpoints;
    expect(said.trim()).toBe(`${secrets.limai?.signing} ${table}`);
  });
});

describe('inbox logs at a local run', () => {
  it('reads the lines of one event from the file that the run writes', async () => {
    const { body } = journey.sample('limai', 'success', { eventId: 'evt_logged', documentId: 'doc_logged' });
    await journey.send('limai', body);
    await journey.final('limai', 'evt_logged');
    const { code, out } = await run(['logs', '--event', 'limai#evt_logged', '--json']);
    const { lines, functions } = logsSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(functions).toEqual(expect.arrayContaining(['ingest', 'process-limai', 'sweep']));
    expect(new Set(lines.map((line) => line.function))).toEqual(new Set(['ingest', 'process-limai']));
    expect(lines.map(({ message }) => message)).toContain('Claimed.');
    expect(lines.every(({ source, eventId }) => source === 'limai' && eventId === 'evt_logged')).toBe(true);
  });

  it('follows what is written to it, each line once', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const { body } = journey.sample('limai', 'success', { eventId: 'evt_later', documentId: 'doc_later' });
    const following = run(['logs', '--follow', '--interval', '1', '--function', 'ingest', '--json'], {
      signal: stop.signal,
      onOut: (text) => {
        const { message, eventId } = JSON.parse(text) as { message: string; eventId?: string };
        if (eventId === 'evt_later') {
          seen.push(message);
        }
        if (seen.length === 2) {
          stop.abort();
        }
      },
    });
    await journey.send('limai', body);
    await journey.final('limai', 'evt_later');
    await journey.send('limai', body);
    await following;
    expect(seen).toEqual(['Claimed.', 'Known already.']);
  });
});
