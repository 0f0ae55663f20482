import { Template } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../lib/config/config-schema';
import { EVERY_OPTION } from './every-option';
import { givenStack, ofType, type Resource, resourcesOf, synthesize } from './synthesize';

/**
 * A first deployment that fails is rolled back, its stack is deleted, and the next `cdk deploy` creates everything again. Whatever
 * survives the rollback, or refuses it, would have to be removed by hand.
 */
const FIRST: readonly (readonly [string, Partial<ConfigInput>])[] = [
  ['the default configuration', {}],
  [
    'every option',
    { ...EVERY_OPTION, protectData: true, terminationProtection: false, deletionProtection: false },
  ],
  ['a throw-away stack', { protectData: false }],
];

const HOLDS_DATA = [
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];

function findPolicies(template: Template): (readonly [string, Resource])[] {
  return Object.entries(resourcesOf(template)).filter(
    ([, { DeletionPolicy }]) => DeletionPolicy !== undefined,
  );
}

describe.each(FIRST)('a first deployment of %s that fails', (_name, config) => {
  const stack = givenStack(config);
  const template = Template.fromStack(stack);

  it('may be deleted', () => {
    expect(stack.terminationProtection).toBe(false);
    template.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });

  it('leaves no resource behind', () => {
    const kept = findPolicies(template).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== 'Delete' && DeletionPolicy !== 'RetainExceptOnCreate',
    );
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  it('leaves no log group behind that a function would create by itself', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
      expect([id, Properties.LoggingConfig]).toEqual([id, { LogGroup: { Ref: expect.any(String) } }]);
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('logs:CreateLogGroup');
  });

  it('runs no code of its own that could keep the rollback from ending', () => {
    const types = Object.values(resourcesOf(template)).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual(
      [],
    );
  });
});

describe('a stack that lived', () => {
  it.each(HOLDS_DATA)('keeps each %s on deletion, replacement and removal from the template', (type) => {
    const template = synthesize({ encryption: { customerManagedKey: true } });
    const policies = ofType(template, type)
      // The settings of the sources are a secret that each deployment can make again.
      .filter(([, { Metadata }]) => !String(Metadata?.['aws:cdk:path']).includes('/Settings/'))
      .map(([, { DeletionPolicy, UpdateReplacePolicy }]) => [DeletionPolicy, UpdateReplacePolicy]);
    expect(policies.length).toBeGreaterThan(0);
    expect(policies).toEqual(policies.map(() => ['RetainExceptOnCreate', 'Retain']));
  });

  it('refuses its deletion once that is configured', () => {
    expect(givenStack({ terminationProtection: true }).terminationProtection).toBe(true);
  });
});
