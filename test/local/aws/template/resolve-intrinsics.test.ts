// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is CloudFormation's syntax of Fn::Sub
import type { Json } from '../../../../local/aws/template/json';
import { NO_VALUE, resolveIntrinsics, type Scope } from '../../../../local/aws/template/resolve-intrinsics';

const NAMES: Readonly<Record<string, Json | typeof NO_VALUE>> = {
  Table: 'events',
  Items: ['a', 'b'],
  'AWS::Region': 'us-east-1',
  'AWS::NoValue': NO_VALUE,
};

const SCOPE: Scope = {
  ref: (name) => NAMES[name] ?? `no ${name}`,
  attribute: (logicalId, name) => `${logicalId}/${name}`,
  condition: (name) => name === 'Yes',
};

function resolved(value: Json): Json {
  return resolveIntrinsics(value, SCOPE, 'Thing');
}

describe('resolveIntrinsics', () => {
  it.each<readonly [string, Json, Json]>([
    ['Ref', { Ref: 'Table' }, 'events'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 1]] }, 'a-events-1'],
    ['Fn::Join of a list that is referred to', { 'Fn::Join': [',', { Ref: 'Items' }] }, 'a,b'],
    ['Fn::Select', { 'Fn::Select': [1, { Ref: 'Items' }] }, 'b'],
    ['Fn::Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${Table}:${Queue.Arn}:${AWS::Region}:${!Kept}' },
      'events:Queue/Arn:us-east-1:${Kept}',
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${x}-${Table}', { x: { Ref: 'Items' } }] }, 'a,b-events'],
    ['Fn::If, true', { 'Fn::If': ['Yes', 1, 2] }, 1],
    ['Fn::If, false', { 'Fn::If': ['No', 1, 2] }, 2],
    ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'Table' }, 'events'] }, true],
    ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
    ['Fn::Not', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  ])('resolves %s', (_name, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('takes out what has no value', () => {
    const nothing = { 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] };

    expect(resolved({ kept: 1, gone: nothing, list: [nothing, 2] })).toEqual({ kept: 1, list: [2] });
  });

  it("leaves a policy statement's Condition alone", () => {
    const statement = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

    expect(resolved(statement)).toEqual(statement);
  });

  it.each(['Fn::ImportValue', 'Fn::Transform', 'Fn::GetAZs'])(
    'names %s, which it does not know, and what it knows',
    (name) => {
      expect(() => resolved({ deep: [{ [name]: 'x' }] })).toThrow(
        new RegExp(`at Thing: intrinsic ${name} is not known.*known: Ref, .*Fn::Not`),
      );
    },
  );

  it('does not take a dynamic reference for a value', () => {
    expect(() => resolved('{{resolve:secretsmanager:x}}')).toThrow(/at Thing: dynamic reference/);
  });

  it('says when Fn::Select finds nothing', () => {
    expect(() => resolved({ 'Fn::Select': [5, ['a']] })).toThrow(/at Thing: Fn::Select finds nothing at 5/);
  });
});
