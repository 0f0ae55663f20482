import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { connect } from '../../../cli/connection/connect';
import { type CheckContext, doctorReport, type Finding, type FindingCode } from '../../../cli/doctor/finding';
import { checkReconciliation } from '../../../cli/doctor/provider-checks';
import { checkQueueAges } from '../../../cli/doctor/queue-checks';
import { checkAlarms } from '../../../cli/doctor/stack-checks';
import { OUTPUTS } from '../../../lambda/contracts/outputs';
import { getProvider } from '../../../lambda/providers/registry';
import { startLoopbackServer } from '../../support/network/loopback-server';
import { NOBODY, SOMEBODY, withEnvironment } from '../../support/programs/with-environment';
import { POLICY } from '../../support/records/records';
import { deployedOutputs, stackXml } from '../deployed-stack';
import { runCommand } from '../run-command';

/** `inbox doctor` at CloudFormation that answers this. */
async function doctorAt(status: number, xml: string) {
  const server = await startLoopbackServer((_, response) =>
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml),
  );
  const variables = { ...SOMEBODY, AWS_ENDPOINT_URL_CLOUDFORMATION: server.origin };
  try {
    return await withEnvironment(variables, doctor);
  } finally {
    await server.stop();
  }
}

async function doctor() {
  const { code, out, err } = await runCommand(['doctor', '--json', '--stack', 'Mine'], { connect });
  expect(out + err).not.toContain('canary-secret');
  const { findings } = doctorReport.parse(JSON.parse(out));
  return { code, failures: findings.filter(({ severity }) => severity === 'problem') };
}

const failure = (code: FindingCode, what: RegExp, remedy: RegExp): Finding =>
  expect.objectContaining({
    code,
    what: expect.stringMatching(what),
    remedy: expect.stringMatching(remedy),
  });

function errorXml(code: string, message: string): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

describe('inbox doctor at an AWS account', () => {
  it('finds that there are no credentials', async () => {
    const { code, failures } = await withEnvironment(NOBODY, doctor);
    expect([code, failures]).toEqual([
      1,
      [failure('credentials_unusable', /no AWS credentials/i, /aws sso login/)],
    ]);
  });

  it('finds that the credentials have expired', async () => {
    const { code, failures } = await doctorAt(
      403,
      errorXml('ExpiredToken', 'The security token has expired'),
    );
    expect([code, failures]).toEqual([1, [failure('credentials_unusable', /expired/, /Sign in/)]]);
  });

  it('finds that there is no such stack', async () => {
    const gone = errorXml('ValidationError', 'Stack with id Mine does not exist');
    const { code, failures } = await doctorAt(400, gone);
    expect([code, failures]).toEqual([
      1,
      [failure('stack_not_found', /no stack Mine in eu-central-1/, /--stack .*--region.*npx cdk deploy/)],
    ]);
  });

  it('finds a stack without the outputs of this version', async () => {
    const { code, failures } = await doctorAt(200, stackXml('UPDATE_COMPLETE', { BucketName: 'b' }));
    expect([code, failures]).toEqual([
      1,
      [
        failure(
          'outputs_missing',
          /got no output EventTableName, .*expected all of EventTableName/,
          /deploy it again/,
        ),
      ],
    ]);
  });

  it.each(['UPDATE_ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED', 'CREATE_FAILED'])(
    'finds a stack that is %s',
    async (status) => {
      const { failures } = await doctorAt(200, stackXml(status));
      expect(failures).toContainEqual(
        failure('stack_failed', new RegExp(status), /events in CloudFormation/),
      );
    },
  );

  it('finds an output of a source that is missing', async () => {
    const {
      [OUTPUTS.webhookUrl('limai')]: _url,
      [OUTPUTS.queueUrl('limai')]: _queue,
      ...outputs
    } = deployedOutputs(['limai']);
    const nowhere = 'http://127.0.0.1:9';
    const endpoints = {
      AWS_ENDPOINT_URL: nowhere,
      AWS_MAX_ATTEMPTS: '1',
    };
    const { code, failures } = await withEnvironment(endpoints, () =>
      doctorAt(200, stackXml('CREATE_COMPLETE', outputs)),
    );
    expect(code).toBe(1);
    expect(failures).toContainEqual(
      failure('outputs_missing', /webhookUrl of limai.*work queue of limai/, /Deploy the stack again/),
    );
  });
});

/** CloudWatch that answers every call with this, and an SQS in which nothing waits. */
function contextWith(
  answer: object | (() => object),
  asked: unknown[] = [],
  alarmLevel = 'all',
): CheckContext {
  const cloudWatch = {
    send: async ({ input }: { input: unknown }) => {
      asked.push(input);
      return typeof answer === 'function' ? answer() : answer;
    },
  } as unknown as CloudWatchClient;
  const sqs = { send: async () => ({ Attributes: { ApproximateNumberOfMessages: '7' } }) };
  const connection = {
    kind: 'deployed',
    stack: 'Mine',
    alarmLevel,
    inboxId: 'Inbox',
    description: { StackName: 'Mine' },
    clients: { cloudWatch, sqs },
    queues: { limai: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Mine-Queue' },
  };
  return { inbox: { connection, policy: POLICY } as unknown as CheckContext['inbox'], now: Date.now() };
}

describe('the check of alarms', () => {
  const quiet = { AlarmName: 'Mine-Quiet', StateValue: 'OK', AlarmActions: ['arn:aws:sns:x'] };
  const ringing = {
    AlarmName: 'Mine-DeadLetters',
    StateValue: 'ALARM',
    AlarmDescription: 'The processor crashed. Runbook: docs/operate/runbook.md#dead-letters',
    AlarmActions: ['arn:aws:sns:x'],
  };

  it('names each that is in ALARM, and its entry in the runbook', async () => {
    const asked: unknown[] = [];
    const said = await checkAlarms(contextWith({ MetricAlarms: [quiet], CompositeAlarms: [ringing] }, asked));
    expect(said).toEqual([
      {
        result: 'finding',
        code: 'alarm_active',
        severity: 'problem',
        about: 'Mine-DeadLetters',
        what: 'in ALARM: The processor crashed.',
        remedy: 'Do what docs/operate/runbook.md#dead-letters says.',
      },
    ]);
    expect(asked).toEqual([expect.objectContaining({ AlarmNamePrefix: 'Mine-InboxAlarms' })]);
  });

  it('names one that is on the second page of the answer', async () => {
    const pages = [{ MetricAlarms: Array(50).fill(quiet), NextToken: 'page-2' }, { MetricAlarms: [ringing] }];
    const asked: unknown[] = [];
    const said = await checkAlarms(contextWith(() => pages.shift() ?? {}, asked));
    expect(said).toMatchObject([{ code: 'alarm_active', about: 'Mine-DeadLetters' }]);
    expect(asked).toMatchObject([{ AlarmNamePrefix: 'Mine-InboxAlarms' }, { NextToken: 'page-2' }]);
  });

  it('passes when none is in ALARM', async () => {
    expect(await checkAlarms(contextWith({ MetricAlarms: [quiet] }))).toEqual([
      { result: 'passed', what: 'none of 1 is in ALARM (level all)' },
    ]);
  });

  it('warns when nobody would hear them, and when there are none', async () => {
    const mute = { ...quiet, AlarmActions: [] };
    const [, unheard] = await checkAlarms(contextWith({ MetricAlarms: [mute] }));
    expect(unheard).toMatchObject({
      code: 'alarms_unheard',
      remedy: expect.stringContaining('alarmTopicArn'),
    });
    const [none] = await checkAlarms(contextWith({}));
    expect(none).toMatchObject({ code: 'alarms_missing', what: expect.stringContaining('no alarms') });
  });
});

describe('the check of alarms that are off', () => {
  it('says so, calls nothing ok and asks nobody', async () => {
    const asked: unknown[] = [];
    expect(await checkAlarms(contextWith({}, asked, 'none'))).toEqual([
      {
        result: 'not_tested',
        why: expect.stringContaining("off: the configuration says monitoring.alarms: 'none'"),
      },
    ]);
    expect(asked).toEqual([]);
  });
});

describe('the check of reconciliation', () => {
  const reconcile = { everyMinutes: 60, horizonDays: 30, settleMinutes: 15 };
  const NOW = Date.parse('2026-01-10T00:00:00.000Z');
  const completed = (lastCompletedAt: string) => ({
    version: 1,
    startedAt: lastCompletedAt,
    lastCompletedAt,
  });

  it.each([
    ['extend', reconcile, undefined, { result: 'not_tested', why: 'on, and has not run yet' }],
    [
      'extend',
      reconcile,
      completed('2026-01-09T23:30:00.000Z'),
      { result: 'passed', what: 'the last complete scan ended 30m ago' },
    ],
    ['extend', reconcile, completed('2026-01-08T23:59:00.000Z'), { code: 'reconciler_behind' }],
    ['extend', undefined, undefined, { code: 'reconciler_off', remedy: expect.stringContaining('false') }],
    [
      'limai',
      undefined,
      undefined,
      { code: 'reconciler_off', what: expect.stringContaining('deploymentId') },
    ],
  ])('of a source of %s with %j and the state %j says %j', async (provider, settings, state, expected) => {
    const source = { id: 'one', provider: getProvider(provider), options: {}, reconcile: settings };
    const dynamodb = { send: async () => ({ Item: state && marshalled(state) }) };
    const connection = { sources: [{ id: 'one', provider }], clients: { dynamodb } };
    const inbox = { connection, sources: new Map([['one', source]]) } as unknown as CheckContext['inbox'];
    expect(await checkReconciliation({ inbox, now: NOW })).toMatchObject([{ about: 'one', ...expected }]);
  });
});

function marshalled(state: Readonly<Record<string, string | number>>) {
  const entries = Object.entries(state).map(([name, value]) => [
    name,
    typeof value === 'number' ? { N: String(value) } : { S: value },
  ]);
  return Object.fromEntries(entries) as object;
}

describe('the check of queue ages', () => {
  const most = 900 + 5 * POLICY.graceSeconds;
  const at = (minute: number, Maximum: number) => ({ Timestamp: new Date(minute * 60_000), Maximum });

  it.each([
    [most, { result: 'passed' }],
    [most + 1, { code: 'queue_stale', remedy: expect.stringContaining('stale-messages') }],
  ])('compares an oldest message of %i s: %j', async (seconds, expected) => {
    const asked: unknown[] = [];
    const Datapoints = [at(1, 1), at(3, seconds), at(2, 99_999)];
    const [said] = await checkQueueAges(contextWith({ Datapoints }, asked));
    expect(said).toMatchObject({ ...expected, about: 'limai', what: expect.stringContaining('7 waiting') });
    expect(asked).toEqual([
      expect.objectContaining({ Dimensions: [{ Name: 'QueueName', Value: 'Mine-Queue' }] }),
    ]);
  });

  it('says nothing of an age that CloudWatch has not measured', async () => {
    const [said] = await checkQueueAges(contextWith({}));
    expect(said).toEqual({
      result: 'not_tested',
      about: 'limai',
      why: '7 waiting; CloudWatch has not measured their age yet',
    });
  });
});
