import type { ConfigInput } from '../../../lib/config/config-schema';
import { EVERY_OPTION } from '../../lib/every-option';
import { ofType, readable, synthesize } from '../../lib/synthesize';

interface Statement {
  readonly Effect: string;
  readonly Principal: Readonly<Record<string, unknown>>;
}

/** Kinds of resource that carry a policy of their own, in which others may be named. */
const RESOURCE_POLICIES = [
  'AWS::SQS::QueuePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::Lambda::Url',
  'AWS::SNS::TopicPolicy',
];

describe.each<[string, Partial<ConfigInput>]>([
  ['the default', {}],
  ['every option', EVERY_OPTION],
])('who may use what is ours, in the template of %s', (_name, config) => {
  const template = synthesize(config);

  it('lets a service call a function for the webhooks or one rule of ours, never for anybody’s', () => {
    const permissions = ofType(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions.length).toBeGreaterThan(2);
    for (const permission of permissions) {
      expect(permission).toMatchObject({
        Action: 'lambda:InvokeFunction',
        Principal: expect.stringMatching(/^(apigateway|events|scheduler)\.amazonaws\.com$/),
      });
      const source = String(readable(permission.SourceArn));
      expect(source).toMatch(/^\$\{\w+\.Arn\}$|execute-api:[^*]+\/\*\/\*\/webhooks\/\*$/);
    }
  });

  it('lets Lambda alone take on a function’s role', () => {
    for (const [, { Properties }] of ofType(template, 'AWS::IAM::Role')) {
      const { Statement: trusted } = Properties.AssumeRolePolicyDocument as {
        readonly Statement: Statement[];
      };
      expect(trusted).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });

  it('opens no bucket, queue, secret, topic or function to anybody by a policy of its own', () => {
    const allowing = RESOURCE_POLICIES.flatMap((type) => ofType(template, type)).filter(
      ([, { Properties }]) => {
        const { Statement: statements = [] } = (Properties.PolicyDocument ?? {}) as {
          readonly Statement?: Statement[];
        };
        return statements.length === 0 || statements.some(({ Effect }) => Effect !== 'Deny');
      },
    );
    expect(allowing.map(([id]) => id)).toEqual([]);
  });
});
