import type { PutSecretValueCommandInput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DeployedResource, Deployment, FunctionDescription } from '../../../local/aws/deploy/deployment';
import { localFunctions, putLocalSettings } from '../../../local/run/local-functions';
import { readSources } from '../../../local/run/local-sources';

const SOURCE = {
  id: 'inbox',
  provider: 'limai',
  options: { deploymentId: 'dep_1' },
  signingSecretArn: 'arn:signing',
  apiTokenSecretArn: 'arn:token',
};

describe('the functions of a local run', () => {
  it('are what the template says', () => {
    const [, processor] = localFunctions(deployment(), { limai: 'http://127.0.0.1:4001' });
    expect(processor).toMatchObject({
      functionName: 'stack-Processor',
      arn: 'arn:Processor',
      timeoutSeconds: 30,
      environment: { TABLE: 'records', SOURCE_SETTINGS: 'arn:settings' },
    });
  });

  it('may call loopback only where they fetch, and only at exact origins', () => {
    const urls = { limai: 'http://127.0.0.1:4001/api', extend: 'https://api.example.com' };
    const [ingest, processor] = localFunctions(deployment(), urls);
    expect(ingest?.environment).not.toHaveProperty('LOCAL_ORIGINS');
    expect(JSON.parse(processor?.environment.LOCAL_ORIGINS ?? '')).toEqual(['http://127.0.0.1:4001']);
  });

  it('let what runs by the clock and has sources reach their providers too', () => {
    const scheduled = { logicalId: 'Rule', everySeconds: 3_600, functionLogicalId: 'Ingest' };
    const urls = { limai: 'http://127.0.0.1:4001' };
    const [asking] = localFunctions({ ...deployment(), schedules: [scheduled] }, urls);
    expect(JSON.parse(asking?.environment.LOCAL_ORIGINS ?? '')).toEqual(['http://127.0.0.1:4001']);
    const sweep = { ...described('Sweeper'), environment: { TABLE: 'records' } };
    const [sweeper] = localFunctions(
      {
        ...deployment(),
        functions: [sweep],
        schedules: [{ ...scheduled, functionLogicalId: 'Sweeper' }],
      },
      urls,
    );
    expect(sweeper?.environment).not.toHaveProperty('LOCAL_ORIGINS');
  });
});

describe('the settings of a local run', () => {
  it('say where a provider is simulated, and nothing else changes', async () => {
    const options = { deploymentId: 'dep_1', baseUrl: 'http://127.0.0.1:4001' };
    expect(await put({ limai: 'http://127.0.0.1:4001' })).toEqual([{ ...SOURCE, options }]);
  });

  it('keep what the template says of a provider without a local address', async () => {
    expect(await put({})).toEqual([SOURCE]);
  });

  it('tell which secrets a source has', () => {
    expect(readSources(deployment())).toEqual([
      { id: 'inbox', provider: 'limai', signingSecretArn: 'arn:signing', apiTokenSecretArn: 'arn:token' },
    ]);
  });
});

async function put(providerUrls: Readonly<Record<string, string>>): Promise<unknown> {
  let text: string | undefined;
  const send = async ({ input }: { readonly input: PutSecretValueCommandInput }) => {
    expect(input.SecretId).toBe('arn:settings');
    text = input.SecretString;
  };
  await putLocalSettings({ send } as unknown as SecretsManagerClient, deployment(), providerUrls);
  return JSON.parse(text ?? '');
}

function deployment(): Deployment {
  const functions = [described('Ingest'), described('Processor')];
  return {
    stackName: 'stack',
    functions,
    resources: new Map([
      ...functions.map(({ logicalId }) => resource(logicalId, logicalId, {})),
      resource('Settings', 'arn:settings', { SecretString: JSON.stringify([SOURCE]) }),
    ]),
    routes: [{ method: 'POST', path: '/webhooks/inbox', functionLogicalId: 'Ingest' }],
    eventSources: [
      {
        functionLogicalId: 'Processor',
        queueArn: 'arn:queue',
        queueUrl: 'http://127.0.0.1:1/queue',
        batchSize: 10,
        maximumBatchingWindowSeconds: 0,
        reportBatchItemFailures: true,
        visibilityTimeout: 60,
      },
    ],
    schedules: [],
    outputs: {},
    roles: [],
    resourcePolicies: [],
    leftOut: [],
  };
}

function resource(
  logicalId: string,
  physicalId: string,
  properties: DeployedResource['properties'],
): [string, DeployedResource] {
  return [logicalId, { type: 'any', physicalId, attributes: { Arn: `arn:${logicalId}` }, properties }];
}

function described(logicalId: string): FunctionDescription {
  return {
    logicalId,
    name: `stack-${logicalId}`,
    handler: 'index.handler',
    codeDir: '/code',
    environment: { TABLE: 'records', SOURCE_SETTINGS: 'arn:settings' },
    timeoutSeconds: 30,
    memoryMb: 512,
    role: 'arn:role',
    logGroup: 'logs',
  };
}
