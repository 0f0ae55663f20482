import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { deadLetterList, redriveReport } from '../../../cli/commands/dlq';
import { reconcileReport } from '../../../cli/commands/reconcile';
import { secretChange, secretsStatusSchema } from '../../../cli/commands/secrets/secrets';
import { sendTestReport } from '../../../cli/commands/send-test';
import type { Inbox } from '../../../cli/connection/inbox';
import { replayReport } from '../../../cli/operations/replay-report';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { reconciledEventId } from '../../../lambda/domain/reconcile/reconcile-scan';
import { eventKey } from '../../../lambda/domain/record/keys';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import { type RunOptions, runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import { putFailedEvents } from '../../support/records/failed-events';
import type { Journey } from '../stack/journey';
import { type OperatedJourney, startOperatedJourney } from '../stack/operated-journey';

const CANARY = 'canary-7c1e';

let directory: string;
let endpoints: string;
let journey: Journey;
let inbox: Inbox;
let operated: OperatedJourney;

beforeAll(async () => {
  ({ directory, endpoints, journey, inbox } = operated = await startOperatedJourney());
}, 60_000);

afterAll(() => operated?.stop());

const inboxCommand = (args: readonly string[], options: RunOptions = {}) =>
  runCommand([...args, '--endpoints', endpoints], options);

/** The command's document, and its exit code. */
async function asked(args: readonly string[], options: RunOptions = {}) {
  const run = await inboxCommand([...args, '--json'], options);
  return { ...run, value: JSON.parse(run.out) as unknown };
}

describe('inbox send-test', () => {
  it.each(['limai', 'extend'])(
    'sends %s an event nobody knows, which is kept and fetches nothing',
    async (source) => {
      const calls = journey.run.simulators[source]?.calls ?? [];
      const before = calls.length;
      const { code, value } = await asked(['send-test', source]);
      const report = sendTestReport.parse(value);
      expect([code, report.status, report.answered]).toEqual([0, 'ARCHIVED', 200]);
      expect(report.key).toMatch(new RegExp(`^${source}#test-`));
      expect(calls).toHaveLength(before);
    },
  );

  it('follows a body of its own to its result, and tells the story', async () => {
    const file = join(directory, 'body.json');
    const { body } = journey.sample('limai', 'success', { eventId: 'evt_sent', documentId: 'doc_sent' });
    writeFileSync(file, body);
    const { code, out } = await inboxCommand(['send-test', 'limai', '--body', file]);
    expect(code).toBe(0);
    expect(out).toContain('received and acknowledged');
    expect(out).toContain('limai#evt_sent ended STORED, as expected.');
  });

  it('fails when the delivery is refused', async () => {
    // Another source's key in the place of this one's.
    const { secrets, ...rest } = journey.run.endpoints;
    const file = join(directory, 'swapped.json');
    writeFileSync(file, JSON.stringify({ ...rest, secrets: { ...secrets, limai: secrets.patient } }));
    const { code, out } = await runCommand(['send-test', 'limai', '--endpoints', file]);
    expect([code, out]).toEqual([1, expect.stringContaining('answered 401, expected 200')]);
  });
});

describe('inbox secrets', () => {
  const readKeys = async (source: string) => {
    const { value } = await asked(['secrets', 'status', '--source', source]);
    return secretsStatusSchema.parse(value).secrets.find(({ secret }) => secret === 'signing');
  };

  it('says what is set since when, and never a value', async () => {
    const { value, out } = await asked(['secrets', 'status']);
    const { secrets } = secretsStatusSchema.parse(value);
    expect(secrets).toHaveLength(6);
    expect(secrets.every(({ state }) => state === 'set')).toBe(true);
    for (const { signingSecret } of journey.run.endpoints.sources) {
      expect(out).not.toContain(signingSecret.slice(0, 12));
    }
  });

  it('puts a value in from a pipe, after being told to replace', async () => {
    const options = { piped: `${CANARY}-token\n` };
    const refused = await inboxCommand(['secrets', 'set', 'patient', 'token'], options);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('say --yes to replace it')]);
    const { code, value, out, err } = await asked(['secrets', 'set', 'patient', 'token', '--yes'], options);
    expect([code, secretChange.parse(value).keys]).toEqual([0, null]);
    expect(out + err).not.toContain(CANARY);
  });

  it.each([
    ['signing', `{"key":"${CANARY}"}`, 'expected a JSON list'],
    ['signing', `["${CANARY}", ""]`, 'expected a JSON list'],
    ['token', `${CANARY}\nsecond line`, 'one line of plain text'],
    ['token', 'PLACEHOLDER', 'placeholder'],
  ])('refuses a %s the functions would refuse, and keeps the one before', async (secret, text, message) => {
    const before = await asked(['secrets', 'status', '--source', 'patient']);
    const piped = text === 'PLACEHOLDER' ? SECRET_PLACEHOLDER : text;
    const { code, out, err } = await inboxCommand(['secrets', 'set', 'patient', secret, '--yes'], { piped });
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
    expect(err).toContain('Nothing was changed.');
    expect(out + err).not.toContain(CANARY);
    expect((await asked(['secrets', 'status', '--source', 'patient'])).value).toEqual(before.value);
  });

  it('takes no value as an argument, and does not repeat it', async () => {
    const { code, err } = await inboxCommand(['secrets', 'set', 'patient', 'token', CANARY]);
    expect(code).toBe(2);
    expect(err).not.toContain(CANARY);
  });

  it('rotates in two steps, between which both keys are accepted', async () => {
    const [old, fresh] = [journey.source('patient').signingSecret, `${CANARY}-key`];
    const begun = await inboxCommand(['secrets', 'rotate', 'patient'], { piped: fresh });
    expect([begun.code, begun.out]).toEqual([0, expect.stringContaining('2. Wait 2s')]);
    expect((await readKeys('patient'))?.keys).toBe(2);
    await eventually(async () => (await sent('patient', fresh)) === 200 || undefined, 10_000);
    expect(await sent('patient', old)).toBe(200);
    const again = await inboxCommand(['secrets', 'rotate', 'patient'], { piped: 'another' });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('a rotation is not finished')]);
    const finished = await eventually(async () => {
      const run = await inboxCommand(['secrets', 'rotate', 'patient', '--finish', '--yes']);
      return run.code === 0 ? run : undefined;
    }, 10_000);
    expect(finished.out).toContain('has one live key');
    await eventually(async () => (await sent('patient', old)) === 401 || undefined, 10_000);
    expect(await sent('patient', fresh)).toBe(200);
    expect(begun.out + begun.err + finished.out + finished.err).not.toContain(CANARY);
  }, 40_000);

  it('refuses to finish before every function can know the new key, unless forced', async () => {
    const begun = await inboxCommand(['secrets', 'rotate', 'extend'], { piped: `wss_${CANARY}` });
    expect(begun.err).toBe('');
    const now = () => Date.now() - 60_000;
    const early = await inboxCommand(['secrets', 'rotate', 'extend', '--finish', '--yes'], { now });
    expect([early.code, early.err]).toEqual([
      1,
      expect.stringContaining("younger than the functions' cache"),
    ]);
    const unasked = await inboxCommand(['secrets', 'rotate', 'extend', '--finish']);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--yes')]);
    const forced = await inboxCommand(['secrets', 'rotate', 'extend', '--finish', '--force', '--yes'], {
      now,
    });
    expect(forced.code).toBe(0);
    expect((await readKeys('extend'))?.keys).toBe(1);
  });

  it('warns of a key that does not look like the provider’s, and stores it', async () => {
    const args = ['secrets', 'set', 'extend', 'signing', '--yes'];
    const { code, err } = await inboxCommand(args, { piped: `["wss_${CANARY}", "${CANARY}"]` });
    expect([code, err]).toEqual([0, expect.stringContaining('begin with wss_, and this value does not')]);
    expect(err).not.toContain(CANARY);
  });

  it('has nothing to finish when no rotation is under way, and no use for a key that is live', async () => {
    const key = journey.source('limai').signingSecret;
    const finish = await inboxCommand(['secrets', 'rotate', 'limai', '--finish', '--yes']);
    const same = await inboxCommand(['secrets', 'rotate', 'limai'], { piped: key });
    expect([finish.code, finish.err]).toEqual([1, expect.stringContaining('no rotation is under way')]);
    expect([same.code, same.err]).toEqual([1, 'This key is live already. Nothing was changed.\n']);
  });
});

/** How a delivery signed with this key is answered. */
async function sent(source: string, signingKey: string): Promise<number> {
  const { body } = journey.sample('limai', 'unknown', { eventId: `evt_${Math.random()}` });
  return (await journey.send(source, body, { signingKey })).status;
}

describe('inbox dlq', () => {
  async function givenDeadLetters(): Promise<string> {
    const { clients, deadLetterQueues, policy } = inbox.connection;
    const provider = inbox.sources.get('limai')?.provider;
    if (!provider) {
      throw new Error('Journey: no source limai.');
    }
    const { body } = journey.sample('limai', 'success', { eventId: 'evt_dead', documentId: 'doc_dead' });
    await putFailedEvents(inbox.store, { source: 'limai', provider, policy, bodies: [body] });
    const key = eventKey('limai', 'evt_dead');
    for (const MessageBody of [encodeMessage(key), 'no message of ours']) {
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueues.limai, MessageBody }));
    }
    return key;
  }

  it('lists dead letters with age and reason, takes none away, then redrives each once and keeps what it cannot read', async () => {
    const key = await givenDeadLetters();
    const { value } = await asked(['dlq', 'list']);
    const { messages, complete } = deadLetterList.parse(value);
    expect(complete).toBe(true);
    expect(messages.map(({ key: of, status, receives }) => [of, status, receives])).toEqual(
      expect.arrayContaining([
        [key, 'FAILED', 1],
        [null, null, 1],
      ]),
    );
    const refused = await inboxCommand(['dlq', 'redrive']);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('say --yes')]);
    const planned = await asked(['dlq', 'redrive', '--dry-run']);
    expect(redriveReport.parse(planned.value)).toMatchObject({ dryRun: true, redriven: 1, kept: 1 });
    const { code, value: done } = await asked(['dlq', 'redrive', '--yes', '--reason', 'fixed in 1.3']);
    expect([code, redriveReport.parse(done)]).toEqual([1, expect.objectContaining({ redriven: 1, kept: 1 })]);
    expect(await journey.final('limai', 'evt_dead')).toMatchObject({
      status: 'STORED',
      replayReason: 'fixed in 1.3',
    });
  }, 40_000);

  it('knows its providers', async () => {
    const { code, err } = await inboxCommand(['dlq', 'list', '--provider', 'nobody']);
    expect([code, err]).toEqual([2, '--provider: got "nobody", expected one of limai, extend.\n']);
  });
});

describe('inbox reconcile', () => {
  it('says which sources are off, and why', async () => {
    const file = operated.endpointsWith(({ sources }) => ({
      sources: sources.map((source) => ({ ...source, options: {} })),
    }));
    const { out } = await runCommand(['reconcile', 'limai', '--dry-run', '--json', '--endpoints', file]);
    const [report] = reconcileReport.parse(JSON.parse(out)).sources;
    expect(report).toMatchObject({ source: 'limai', outcome: 'off' });
    expect(report?.reason).toContain('deploymentId');
  });

  it('says what never arrived and writes nothing, then captures it, then finds nothing missing', async () => {
    const halfAnHourAgo = new Date(Date.now() - 30 * 60_000).toISOString();
    const document = { id: 'exr_untold', createdAt: halfAnHourAgo, updatedAt: halfAnHourAgo };
    journey.run.simulators.extend?.finish([document]);
    const listed = { documentId: document.id, state: 'extracted', ...document } as const;
    const eventId = reconciledEventId(listed);
    const reconciled = async (...args: string[]) => {
      const { code, value } = await asked(['reconcile', 'extend', ...args]);
      const { dryRun, sources } = reconcileReport.parse(value);
      const { outcome, totals } = sources[0] ?? {};
      return [code, dryRun, outcome, totals?.matched, totals?.missing];
    };
    expect(await reconciled('--dry-run')).toEqual([0, true, 'complete', 0, 1]);
    expect(await journey.record('extend', eventId)).toBeUndefined();
    expect(await reconciled('--since', '2h')).toEqual([0, false, 'complete', 0, 1]);
    expect(await journey.final('extend', eventId)).toMatchObject({ status: 'STORED', origin: 'reconciled' });
    expect(await reconciled('--since', '2h')).toEqual([0, false, 'complete', 1, 0]);
    expect(await reconciled()).toEqual([0, false, 'complete', 1, 0]);
  });
});

describe('inbox replay of single events', () => {
  it('fetches a stored event again without asking, and refuses what cannot be', async () => {
    await inboxCommand(['send-test', 'limai']);
    const done = await inboxCommand(['replay', 'evt_sent']);
    expect([done.code, done.out]).toEqual([0, expect.stringMatching(/^1 of 1 queued to run again\.\n/)]);
    await eventually(async () => (await journey.record('limai', 'evt_sent'))?.generation === 2 || undefined);
    await journey.final('limai', 'evt_sent');
    const unknown = await inboxCommand(['replay', 'evt_nobody']);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('There is no event')]);
  });

  it('finds a document’s events of any age', async () => {
    const now = () => Date.now() + 30 * 86_400_000;
    const args = ['replay', '--document', 'doc_sent', '--status', 'stored', '--dry-run'];
    const { code, value } = await asked(args, { now });
    const report = replayReport.parse(value);
    expect([code, report.planned, report.events[0]?.key]).toEqual([0, 1, 'limai#evt_sent']);
  });

  it.each([
    [['replay'], 'expected event ids, or a selection'],
    [['replay', 'evt_1', '--status', 'FAILED'], 'got event ids and --status'],
    [['replay', '--status', 'FAILED'], 'expected --reason'],
    [['replay', '--status', 'FAILED', '--reason', 'x'], 'There is no terminal to ask'],
    [['replay', '--status', 'NONE', '--reason', 'x', '--yes'], 'RECEIVED, PROCESSING'],
    [['replay', '--status', 'FAILED', '--reason', 'a\nb', '--yes'], 'without control characters'],
    [['replay', '--status', 'FAILED', '--rate', '0'], 'above 0'],
    [['secrets', 'set', 'patient', 'password'], 'Allowed choices are signing, token'],
    [['secrets', 'rotate', 'patient', '--finish', '--file', 'x'], 'got --finish and --file'],
    [['secrets', 'status', '--source', 'nobody'], 'expected one of limai, extend, patient'],
    [['send-test', 'nobody'], 'expected one of limai, extend, patient'],
    [['send-test', 'limai', '--body', '/no/such/file'], 'cannot be read (ENOENT)'],
    [['reconcile', 'nobody'], 'expected one of limai, extend, patient'],
    [['doctor', 'now'], 'too many arguments'],
  ])('ends %j with 2 and one clear line', async (args, message) => {
    const { code, out, err } = await inboxCommand(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
