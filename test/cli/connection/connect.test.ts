import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { connectDeployed, connectLocal, parseOutputs } from '../../../cli/connection/connect';
import { describeError, UsageError } from '../../../cli/terminal/errors';
import { OUTPUTS } from '../../../lambda/contracts/outputs';
import { synthesize } from '../../lib/synthesize';
import { type AwsAnswer, type FakeAws, startFakeAws } from '../../support/aws/fake-aws';
import { POLICY } from '../../support/records/records';

function stackWith(outputs: Readonly<Record<string, string>>): Stack {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { StackName: 'Stack', CreationTime: undefined, StackStatus: 'CREATE_COMPLETE', Outputs };
}

const SOURCES = [
  { id: 'my-inbox', provider: 'limai', options: { deploymentId: 'dep_1' }, listRequestsPerSecond: 1 },
];
const STACK_OUTPUTS: Readonly<Record<string, string>> = {
  [OUTPUTS.eventTableName]: 'events',
  [OUTPUTS.bucketName]: 'results',
  [OUTPUTS.apiId]: 'api1',
  [OUTPUTS.metricNamespace]: 'Stack/Inbox',
  [OUTPUTS.sources]: JSON.stringify(SOURCES),
  [OUTPUTS.policy]: JSON.stringify(POLICY),
  [OUTPUTS.secretsCache]: JSON.stringify({ cacheSeconds: 300, refreshFloorSeconds: 30 }),
  [OUTPUTS.alarmLevel]: 'all',
  [OUTPUTS.webhookUrl('my-inbox')]: 'https://api/webhooks/my-inbox',
  [OUTPUTS.signingSecretName('my-inbox')]: 'arn:signing',
  [OUTPUTS.apiTokenSecretName('my-inbox')]: 'arn:token',
  [OUTPUTS.queueUrl('limai')]: 'https://sqs/limai',
  [OUTPUTS.deadLetterQueueUrl('limai')]: 'https://sqs/limai-dead',
};

/** As the outputs of a stack with an inbox of this id. */
const inbox = (id: string, outputs: Readonly<Record<string, string>> = STACK_OUTPUTS) =>
  Object.fromEntries(Object.entries(outputs).map(([name, value]) => [`${id}${name}`, value]));

const parse = (outputs: Readonly<Record<string, string>>) => parseOutputs(stackWith(outputs));

describe('a stack’s outputs', () => {
  it('say where every part is, also of a source whose id has hyphens', () => {
    expect(parse(STACK_OUTPUTS)).toMatchObject({
      table: 'events',
      bucket: 'results',
      queues: { limai: 'https://sqs/limai' },
      deadLetterQueues: { limai: 'https://sqs/limai-dead' },
      policy: POLICY,
      sources: [
        {
          ...SOURCES[0],
          webhookUrl: 'https://api/webhooks/my-inbox',
          signingSecret: 'arn:signing',
          apiTokenSecret: 'arn:token',
        },
      ],
    });
  });

  it.each([
    [
      'another stack',
      { Url: 'x' },
      'EventTableName, BucketName, ApiId, MetricNamespace, Sources, Policy, SecretsCache, AlarmLevel',
    ],
    ['an earlier version', { ...STACK_OUTPUTS, [OUTPUTS.sources]: '' }, OUTPUTS.sources],
    ['an earlier version, of an inbox', inbox('In', { ...STACK_OUTPUTS, Policy: '' }), 'InPolicy'],
    ['another form', { ...STACK_OUTPUTS, [OUTPUTS.policy]: '{"leaseSeconds":1}' }, OUTPUTS.policy],
  ])('are refused when they are those of %s, with the names of the wrong ones', (_, outputs, wrong) => {
    expect(() => parse(outputs)).toThrow(
      `Stack Stack: got no output ${wrong} that this version reads, expected all of ${wrong.startsWith('In') ? 'In' : ''}EventTableName, `,
    );
  });

  it('are in the template as they are read, and hold no secret', () => {
    const outputs = synthesize({ sources: [{ id: 'a', provider: 'limai', maxEventAgeSeconds: 60 }] }).toJSON()
      .Outputs as Record<string, { readonly Value: string }>;
    const read = (name: string) => JSON.parse(outputs[`Inbox${name}`]?.Value ?? '') as unknown;
    expect(parse({ ...STACK_OUTPUTS, Sources: JSON.stringify(read('Sources')) }).sources).toMatchObject([
      { id: 'a', provider: 'limai', maxEventAgeSeconds: 60 },
    ]);
    expect(parse({ ...STACK_OUTPUTS, Policy: JSON.stringify(read('Policy')) }).policy).toEqual(
      read('Policy'),
    );
    expect(JSON.stringify(read('Sources'))).not.toMatch(/secret/i);
  });
});

describe('a stack with several inboxes', () => {
  const two = {
    ...inbox('Docs', { ...STACK_OUTPUTS, EventTableName: 'docs-events' }),
    ...inbox('DocsEu', { ...STACK_OUTPUTS, EventTableName: 'eu-events' }),
    EventTableNameOfAnotherPart: 'x',
  };

  it('has the parts of the one that is named, also where one id begins with the other', () => {
    expect(parseOutputs(stackWith(two), 'Docs')).toMatchObject({ inboxId: 'Docs', table: 'docs-events' });
    expect(parseOutputs(stackWith(two), 'docs-eu')).toMatchObject({ inboxId: 'DocsEu', table: 'eu-events' });
  });

  it('asks which one is meant', () => {
    expect(() => parse(two)).toThrow(
      new UsageError('Stack Stack has 2 inboxes: Docs, DocsEu. Choose one with --inbox <id>.'),
    );
    expect(() => parseOutputs(stackWith(two), 'other')).toThrow(
      new UsageError('--inbox: got "other", expected an inbox of stack Stack: Docs, DocsEu.'),
    );
  });

  it('needs no name where there is one', () => {
    expect(parse(inbox('Docs'))).toMatchObject({ inboxId: 'Docs', table: 'events' });
  });
});

describe('the pace at which a provider is asked by hand', () => {
  it('is the configured one, shared by the reconciled sources as among the functions', () => {
    const extend = (id: string) => ({ id, provider: 'extend' }) as const;
    const outputs = synthesize({
      sources: [extend('one'), extend('two'), { ...extend('off'), reconcile: false }],
      providers: { extend: { listRequestsPerSecond: 0.5 } },
    }).toJSON().Outputs as Record<string, { readonly Value: string }>;
    const { sources } = parse({
      ...STACK_OUTPUTS,
      [OUTPUTS.sources]: outputs[`Inbox${OUTPUTS.sources}`]?.Value ?? '',
    });
    expect(sources.map(({ listRequestsPerSecond }) => listRequestsPerSecond)).toEqual([0.25, 0.25, 0.25]);
  });
});

describe('connectDeployed', () => {
  const member = (Key: string, Value: string) =>
    `<member><OutputKey>${Key}</OutputKey><OutputValue>${Value.replaceAll('"', '&quot;')}</OutputValue></member>`;
  const described = (): AwsAnswer => ({
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Mine</StackName><Outputs>${Object.entries(
      STACK_OUTPUTS,
    )
      .map(([key, value]) => member(key, value))
      .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  });
  const refused = (code: string, message: string, status = 400): AwsAnswer => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });

  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
  });
  afterAll(() => aws.stop());

  it('finds a stack by its name and region alone', async () => {
    aws.answer = described;
    const connection = await connectDeployed({ stack: 'Mine', region: 'eu-west-1' });
    expect(connection).toMatchObject({
      where: 'stack Mine in eu-west-1',
      region: 'eu-west-1',
      table: 'events',
    });
    const { path = '', body } = aws.calls.at(-1) ?? {};
    expect(`${path} ${body}`).toContain('StackName=Mine');
  });

  it.each([
    [
      refused('ValidationError', 'Stack with id Mine does not exist'),
      'There is no stack Mine in us-east-1. Name it with --stack and its region with --region, or deploy it with `npx cdk deploy`.',
    ],
    [
      refused('ExpiredToken', 'The security token included in the request is expired', 403),
      'The security token included in the request is expired: AWS refuses these credentials: they are expired or not known. Sign in again (`aws sts get-caller-identity` shows who you are).',
    ],
    [
      refused('AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks', 403),
      'User is not authorized to perform: cloudformation:DescribeStacks: these credentials may not do this. Use those of a person who may operate the stack.',
    ],
  ])('says what is wrong and what to do', async (answer, expected) => {
    aws.answer = () => answer;
    const failed = await connectDeployed({ stack: 'Mine' }).catch((error: unknown) => error);
    expect(describeError(failed)).toBe(expected);
  });
});

describe('connectLocal', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'connect-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('refuses a file that npm start did not write, and one that is not there', () => {
    const file = join(directory, 'file.json');
    expect(() => connectLocal(file)).toThrow(UsageError);
    expect(() => connectLocal(file)).toThrow(
      /no such file, or not JSON\. Start a local stack with `npm start`/,
    );
    writeFileSync(file, '{}');
    expect(() => connectLocal(file)).toThrow(
      /expected what `npm start` writes\. Start the local stack again\.$/,
    );
  });
});
