import { StackScope } from '../../../../local/aws/template/stack-scope';
import type { Template } from '../../../../local/aws/template/template';

const TEMPLATE: Template = {
  stackName: 'Inbox',
  directory: '/app',
  resources: new Map([
    ['Queue', { logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {}, dependsOn: [], metadata: {} }],
  ]),
  parameters: new Map<string, string | undefined>([
    ['Stage', 'test'],
    ['Unset', undefined],
  ]),
  conditions: new Map([['IsTest', { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] }]]),
  outputs: new Map(),
  assets: new Map(),
};

describe('StackScope', () => {
  const scope = new StackScope(TEMPLATE);
  scope.add('Queue', { physicalId: 'http://queue', attributes: { Arn: 'arn:queue' } });

  it('answers for resources, parameters and pseudo parameters', () => {
    expect(scope.ref('Queue')).toBe('http://queue');
    expect(scope.attribute('Queue', 'Arn')).toBe('arn:queue');
    expect(scope.ref('Stage')).toBe('test');
    expect(scope.ref('AWS::AccountId')).toBe('000000000000');
    expect(scope.ref('AWS::StackName')).toBe('Inbox');
    expect(scope.condition('IsTest')).toBe(true);
  });

  it.each([
    [
      'an attribute nobody knows',
      () => scope.attribute('Queue', 'Colour'),
      'resource Queue (AWS::SQS::Queue) has no attribute Colour in the local run; known: Arn',
    ],
    ['a resource that is not there', () => scope.ref('Table'), 'Table is referred to and does not exist'],
    ['a parameter without a default', () => scope.ref('Unset'), 'parameter Unset has no default'],
    [
      'a pseudo parameter nobody knows',
      () => scope.ref('AWS::NotificationARNs'),
      'pseudo parameter AWS::NotificationARNs is not known',
    ],
    ['a condition nobody defined', () => scope.condition('IsBlue'), 'condition IsBlue is not defined'],
  ])('names %s', (_what, ask, message) => {
    expect(ask).toThrow(message);
  });
});
