import { Match } from 'aws-cdk-lib/assertions';
import { rawKey, resultKey } from '../../lambda/domain/keys';
import { onlyOf, reviewOf, synthesize } from './synthesize';

const template = synthesize();

interface Rule {
  readonly Id: string;
  readonly Prefix?: string;
}

function rulesOf(from = template): readonly Rule[] {
  const bucket = onlyOf(from, 'AWS::S3::Bucket');
  return (bucket.Properties.LifecycleConfiguration as { Rules: Rule[] }).Rules;
}

describe('inbox bucket', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Inbox')).toMatchSnapshot();
  });

  it('is kept when the stack goes, versioned, private and without a name of its own', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: Match.absent(),
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
  });

  it('writes access logs where it is told to, under the name of the stack', () => {
    expect(onlyOf(template, 'AWS::S3::Bucket').Properties).not.toHaveProperty('LoggingConfiguration');
    synthesize({ accessLogBucketName: 'my-logs' }).hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: 'my-logs', LogFilePrefix: 'ExtractionInbox/' },
    });
  });

  it('refuses whoever does not speak TLS', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('expires raw bodies and cools results under the keys that the domain makes', () => {
    const raw = rulesOf().find(({ Id }) => Id === 'ExpireRawBodies');
    const results = rulesOf().find(({ Id }) => Id === 'MoveResultsToColdStorage');
    expect(rawKey('source', 'hash').startsWith(raw?.Prefix ?? '?')).toBe(true);
    const key = resultKey({ provider: 'p', source: 's', receivedAt: '2026-01-01', eventId: 'e' });
    expect(key.startsWith(results?.Prefix ?? '?')).toBe(true);
  });

  it('never expires a result', () => {
    const expiring = rulesOf().filter((rule) => 'ExpirationInDays' in rule);
    expect(expiring.map(({ Id }) => Id)).toEqual(['ExpireRawBodies']);
  });

  it('leaves results where they are when told so', () => {
    const retention = { coldStorageAfterDays: 'never' } as const;
    expect(rulesOf(synthesize({ retention })).map(({ Id }) => Id)).not.toContain('MoveResultsToColdStorage');
  });
});
