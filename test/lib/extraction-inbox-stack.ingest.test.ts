import { Match } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../lib/config/config-schema';
import { ofType, reviewOf, synthesize } from './synthesize';

const template = synthesize();

describe('ingest function', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Ingest')).toMatchSnapshot();
  });

  it('runs on the newest Node and on arm64, as every function does', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
  });

  it('takes what concurrency the account has left, or at the most what is set aside for it', () => {
    const reserved = (config: Partial<ConfigInput>) =>
      ofType(synthesize(config), 'AWS::Lambda::Function')
        .filter(([, { Properties }]) => 'ReservedConcurrentExecutions' in Properties)
        .map(([id, { Properties }]) => [
          id.replace(/[0-9A-F]{8}$/, ''),
          Properties.ReservedConcurrentExecutions,
        ]);
    expect(reserved({})).toEqual([]);
    expect(reserved({ reservedConcurrency: { ingest: 50 } })).toEqual([['InboxIngestFunction', 50]]);
  });

  it('gets no policy that AWS manages, as no function does', () => {
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('logs into a group that forgets', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    template.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });
});
