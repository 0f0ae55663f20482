import { Match } from 'aws-cdk-lib/assertions';
import { MAX_CRASHES } from '../../../lambda/domain/lifecycle/policy';
import { ofType, reviewOf, synthesize } from '../synthesize';

const template = synthesize();

function readEnvironments(handler: string, from = template): Record<string, unknown>[] {
  return ofType(from, 'AWS::Lambda::Function')
    .map(([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables)
    .filter(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME === handler);
}

describe('provider pipeline', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Limai')).toMatchSnapshot();
  });

  it('gives each provider that has a source a queue, a dead-letter queue and a processor', () => {
    template.resourceCountIs('AWS::SQS::Queue', 4);
    expect(readEnvironments('process').map(({ PROVIDER }) => PROVIDER)).toEqual(['limai', 'extend']);
  });

  it('builds nothing for a provider without a source', () => {
    const one = synthesize({ sources: [{ id: 'only', provider: 'extend' }] });
    one.resourceCountIs('AWS::SQS::Queue', 2);
  });

  it('lets SQS give a message up after as many crashes as the domain counts', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: MAX_CRASHES }),
    });
  });

  it('lets queues go with the stack even when data is protected: the records hold the truth', () => {
    const kept = ofType(template, 'AWS::SQS::Queue').filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== 'Delete',
    );
    expect(kept).toEqual([]);
  });

  it('answers message by message and bounds how many processes call the provider', () => {
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: Match.anyValue() },
      BatchSize: 10,
    });
  });

  it('splits a provider’s requests per second among the processes that may run at once', () => {
    const providers = { extend: { requestsPerSecond: 9, maxConcurrency: 3, inBatchConcurrency: 2 } };
    const processors = readEnvironments('process', synthesize({ providers }));
    const extend = processors.find(({ PROVIDER }) => PROVIDER === 'extend');
    expect(JSON.parse(String(extend?.PRESSURE))).toMatchObject({
      requestsPerSecond: 3,
      inBatchConcurrency: 2,
    });
  });

  it('may send to its own queue again and again, which Lambda would else take for an endless loop', () => {
    const looping = ofType(template, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.RecursiveLoop === 'Allow',
    );
    expect(looping.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'InboxLimaiProcessorFunction',
      'InboxExtendProcessorFunction',
    ]);
  });
});
