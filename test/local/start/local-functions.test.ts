import type { Deployment, FunctionDescription } from '../../../local/deploy/deployment';
import { localFunctions } from '../../../local/start/local-functions';
import { sourcesOf } from '../../../local/start/local-source';

const SOURCE = { id: 'inbox', provider: 'limai', options: { deploymentId: 'dep_1' } };

describe('the functions of a local run', () => {
  it('find their provider where it is simulated, and nothing else changes', () => {
    const [ingest, processor] = localFunctions(deployment(), { limai: 'http://127.0.0.1:4001' });
    const options = { deploymentId: 'dep_1', baseUrl: 'http://127.0.0.1:4001' };
    expect(sources(ingest)).toEqual([{ ...SOURCE, options, secretArn: 'arn:signing' }]);
    expect(sources(processor)).toEqual([{ ...SOURCE, options, secretArn: 'arn:token' }]);
    expect(processor?.environment.TABLE).toBe('records');
    expect(processor).toMatchObject({
      functionName: 'stack-Processor',
      arn: 'arn:Processor',
      timeoutSeconds: 30,
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
    const [asking] = localFunctions(
      { ...deployment(), schedules: [scheduled] },
      { limai: 'http://127.0.0.1:4001' },
    );
    expect(JSON.parse(asking?.environment.LOCAL_ORIGINS ?? '')).toEqual(['http://127.0.0.1:4001']);
    const { SOURCES: _, ...poor } = described('Sweeper', '').environment;
    const functions = [{ ...described('Sweeper', ''), environment: poor }];
    const [sweeper] = localFunctions(
      { ...deployment(), functions, schedules: [{ ...scheduled, functionLogicalId: 'Sweeper' }] },
      { limai: 'http://127.0.0.1:4001' },
    );
    expect(sweeper?.environment).not.toHaveProperty('LOCAL_ORIGINS');
  });

  it('keep what the template says of a provider without a local address', () => {
    const [ingest] = localFunctions(deployment(), {});
    expect(sources(ingest)).toEqual([{ ...SOURCE, secretArn: 'arn:signing' }]);
  });

  it('tell which secrets a source has', () => {
    expect(sourcesOf(deployment())).toEqual([
      { id: 'inbox', provider: 'limai', signingSecretArn: 'arn:signing', apiTokenSecretArn: 'arn:token' },
    ]);
  });
});

function sources(fn: { readonly environment: Readonly<Record<string, string>> } | undefined): unknown {
  return JSON.parse(fn?.environment.SOURCES ?? '');
}

function deployment(): Deployment {
  const functions = [described('Ingest', 'arn:signing'), described('Processor', 'arn:token')];
  return {
    stackName: 'stack',
    functions,
    resources: new Map(
      functions.map(({ logicalId }) => [
        logicalId,
        { type: 'function', physicalId: logicalId, attributes: { Arn: `arn:${logicalId}` }, properties: {} },
      ]),
    ),
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

function described(logicalId: string, secretArn: string): FunctionDescription {
  return {
    logicalId,
    name: `stack-${logicalId}`,
    handler: 'index.handler',
    codeDir: '/code',
    environment: { TABLE: 'records', SOURCES: JSON.stringify([{ ...SOURCE, secretArn }]) },
    timeoutSeconds: 30,
    memoryMb: 512,
    role: 'arn:role',
    logGroup: 'logs',
  };
}
