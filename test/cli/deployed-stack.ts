import { connect } from '../../cli/connection/connect';
import { OUTPUTS } from '../../lambda/contracts/outputs';
import { startLoopbackServer } from '../support/network/loopback-server';
import { SOMEBODY, withEnvironment } from '../support/programs/with-environment';
import { POLICY } from '../support/records/records';
import { type CommandRun, type RunOptions, runCommand } from './run-command';

const LOGS_PAGE =
  'https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/';

/** Name → value, of a stack with these sources of Limai. */
export function deployedOutputs(sources: readonly string[]): Readonly<Record<string, string>> {
  const described = sources.map((id) => ({ id, provider: 'limai', options: {}, listRequestsPerSecond: 1 }));
  const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret';
  const ofSources = sources.map((id) => ({
    [OUTPUTS.webhookUrl(id)]: `https://api1.execute-api.eu-central-1.amazonaws.com/webhooks/${id}`,
    [OUTPUTS.signingSecretName(id)]: `${secret}:${id}-signing`,
    [OUTPUTS.apiTokenSecretName(id)]: `${secret}:${id}-token`,
  }));
  return Object.assign(
    {
      [OUTPUTS.eventTableName]: 'Mine-Table',
      [OUTPUTS.bucketName]: 'mine-bucket',
      [OUTPUTS.apiId]: 'api1',
      [OUTPUTS.sources]: JSON.stringify(described),
      [OUTPUTS.policy]: JSON.stringify(POLICY),
      [OUTPUTS.secretsCache]: JSON.stringify({ cacheSeconds: 300, refreshFloorSeconds: 30 }),
      [OUTPUTS.alarmLevel]: 'all',
      [OUTPUTS.metricNamespace]: 'Mine/Inbox',
      LogsLinkIngest: `${LOGS_PAGE}Mine-IngestLogs-1`,
      LogsLinkProcessLimai: `${LOGS_PAGE}Mine-ProcessLogs-1`,
      LogsLinkHttpApi: `${LOGS_PAGE}$252Faws$252Fvendedlogs$252FMine$252Fhttp-api`,
      [OUTPUTS.queueUrl('limai')]: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Mine-Queue',
      [OUTPUTS.deadLetterQueueUrl('limai')]: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Mine-Dead',
    },
    ...ofSources,
  );
}

/** What CloudFormation answers to DescribeStacks. */
export function stackXml(status: string, outputs: Readonly<Record<string, string>> = {}): string {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value.replaceAll('"', '&quot;')}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
    <StackName>Mine</StackName><StackId>arn:aws:cloudformation:eu-central-1:111122223333:stack/Mine/1</StackId>
    <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>${members.join('')}</Outputs>
    </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/** An operation of AWS's JSON protocols, and what it was asked. */
export interface AskedOperation {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An error has a status. */
export type AwsReply = (asked: AskedOperation) => { readonly status?: number; readonly body: object };

/**
 * Runs a command at a deployed stack Mine of these sources; its other services answer as told. Whatever is printed, it holds no
 * credentials.
 */
export async function runDeployed(
  args: readonly string[],
  outputs: Readonly<Record<string, string>>,
  reply: AwsReply = () => ({ status: 400, body: { __type: 'UnexpectedCall' } }),
  options: RunOptions = {},
): Promise<CommandRun> {
  const server = await startLoopbackServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const [, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation === undefined) {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(stackXml('CREATE_COMPLETE', outputs));
      return;
    }
    const { status = 200, body } = reply({ operation, input: JSON.parse(String(Buffer.concat(chunks))) });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  try {
    const variables = { ...SOMEBODY, AWS_ENDPOINT_URL: server.origin };
    const run = await withEnvironment(variables, () =>
      runCommand([...args, '--stack', 'Mine'], { ...options, connect }),
    );
    expect(run.out + run.err).not.toMatch(/canary-secret|AKIAEXAMPLE/);
    return run;
  } finally {
    await server.stop();
  }
}
