import { Match } from 'aws-cdk-lib/assertions';
import { archiveKey, quarantinedKey, rawKey, resultKey } from '../../../lambda/domain/record/keys';
import { onlyOf, reviewOf, synthesize } from '../synthesize';

const template = synthesize();

interface Rule {
  readonly Id: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
}

const EVENT = { provider: 'p', source: 's', receivedAt: Date.UTC(2026, 0), eventId: 'e' };

function readRules(from = template): readonly Rule[] {
  const bucket = onlyOf(from, 'AWS::S3::Bucket');
  return (bucket.Properties.LifecycleConfiguration as { Rules: Rule[] }).Rules;
}

describe('inbox bucket', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Inbox')).toMatchSnapshot();
  });

  it('is kept when the stack goes, versioned, private and without a name of its own', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
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
      LoggingConfiguration: { DestinationBucketName: 'my-logs', LogFilePrefix: 'ExtractionInbox/Inbox/' },
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

  it('moves results to cold storage under the keys that the domain makes', () => {
    const results = readRules().find(({ Id }) => Id === 'MoveResultsToColdStorage');
    expect(resultKey(EVENT).startsWith(results?.Prefix ?? '?')).toBe(true);
  });

  it.each([
    ['a raw body after rawBodyDays', rawKey({ id: 'source', provider: 'limai' }, 'hash'), [20]],
    ['a quarantined body with its record', quarantinedKey('source', 'hash'), [500]],
    ['archived content with its record', archiveKey(EVENT), [500]],
    ['a result never', resultKey(EVENT), []],
  ])('expires %s', (_, key, days) => {
    const rules = readRules(synthesize({ retention: { rawBodyDays: 20, recordDays: 500 } }));
    const expiring = rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined);
    const own = expiring.filter(({ Prefix = '' }) => key.startsWith(Prefix));
    expect(own.map(({ ExpirationInDays }) => ExpirationInDays)).toEqual(days);
  });

  it('leaves results where they are when told so', () => {
    const retention = { coldStorageAfterDays: 'never' } as const;
    expect(readRules(synthesize({ retention })).map(({ Id }) => Id)).not.toContain(
      'MoveResultsToColdStorage',
    );
  });
});
