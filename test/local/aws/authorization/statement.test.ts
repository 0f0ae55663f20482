import { statements } from '../../../../local/aws/authorization/statement';
import type { JsonObject } from '../../../../local/aws/template/json';

const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:0:work' };

function parse(change: JsonObject) {
  return statements({ Statement: { ...ALLOW, ...change } }, 'Role Ingest');
}

function holds(condition: JsonObject, context: Record<string, string> = {}): boolean {
  return parse({ Condition: condition })[0]?.holds(context) ?? false;
}

describe('a policy', () => {
  it('is taken apart into one action on one resource each', () => {
    const parsed = parse({ Action: ['s3:GetObject', 's3:PutObject'], Resource: ['a', 'b'] });
    expect(parsed.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      's3:GetObject a',
      's3:GetObject b',
      's3:PutObject a',
      's3:PutObject b',
    ]);
  });

  it.each([
    ['s3:*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['S3:getobject', 's3:GetObject', true],
    ['s3:Get', 's3:GetObject', false],
    ['s3.GetObject', 's3:GetObject', false],
  ])('reads the action %s: is it %s?', (pattern, action, expected) => {
    expect(parse({ Action: pattern })[0]?.concernsAction(action)).toBe(expected);
  });

  it.each([
    ['arn:aws:s3:::b/raw/*', 'arn:aws:s3:::b/raw/limai/(x)+y\n', true],
    ['arn:aws:s3:::b/raw/*', 'arn:aws:s3:::b/raws/x', false],
    ['arn:aws:s3:::b', 'arn:aws:s3:::B', false],
    ['arn:aws:s3:::b', 'arn:aws:s3:::b/key', false],
    ['*', 'anything', true],
  ])('reads the resource %s: is it %s?', (pattern, arn, expected) => {
    expect(parse({ Resource: pattern })[0]?.concernsResource(arn)).toBe(expected);
  });

  it('means by NotAction and NotResource everything else', () => {
    const [but] = statements(
      { Statement: [{ Effect: 'Deny', NotAction: ['s3:Get*', 's3:Put*'], NotResource: 'arn:x' }] },
      'Policy',
    );
    expect(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((it) => but?.concernsAction(it))).toEqual([
      false,
      false,
      true,
    ]);
    expect([but?.concernsResource('arn:x'), but?.concernsResource('arn:y')]).toEqual([false, true]);
  });

  it.each([
    [{ Effect: 'Maybe' }, 'got Effect "Maybe", expected Allow or Deny'],
    [{ NotPrincipal: '*' }, 'NotPrincipal of a statement is not known'],
    [{ Principal: { Federated: 'x' } }, 'principals of kind Federated are not known'],
    [{ Resource: ['arn:aws:s3:::b/$', '{aws:username}'].join('') }, 'policy variables'],
    [{ Resource: [] }, 'got a statement without Resource'],
    [{ Condition: { DateLessThan: { 'aws:SourceArn': '1' } } }, 'operator DateLessThan is not known'],
    [{ Condition: { 'ForAllValues:StringEquals': { 'aws:SourceArn': '1' } } }, 'ForAllValues:StringEquals'],
    [
      { Condition: { StringEquals: { 'aws:RequestTag/x': '1' } } },
      'condition key aws:RequestTag/x is not known',
    ],
    [{ Condition: { Bool: 'true' } }, 'condition operator Bool without keys'],
  ] as readonly (readonly [JsonObject, string])[])(
    'is refused when it is not understood: %j',
    (change, said) => {
      expect(() => parse(change)).toThrow(said);
      expect(() => parse(change)).toThrow(/^Role Ingest: /);
    },
  );
});

describe('a condition', () => {
  const transport = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

  it.each([
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ Bool: { 'aws:securetransport': true } }, true],
    [{ NumericLessThan: { 's3:TlsVersion': 1.2 } }, false],
    [{ NumericGreaterThanEquals: { 's3:TlsVersion': '1.3' } }, true],
    [{ Null: { 'aws:SourceArn': 'true' } }, true],
    [{ Null: { 's3:TlsVersion': 'true' } }, false],
    [{ StringEquals: { 'aws:SourceArn': 'x' } }, false],
    [{ StringNotEquals: { 'aws:SourceArn': 'x' } }, true],
    [{ StringEqualsIfExists: { 'aws:SourceArn': 'x' } }, true],
    [{ StringEqualsIfExists: { 's3:TlsVersion': '1.2' } }, false],
  ] as readonly (readonly [JsonObject, boolean])[])('%j over TLS 1.3: %s', (condition, expected) => {
    expect(holds(condition, transport)).toBe(expected);
  });

  it('holds when one of its values does, under every operator and key', () => {
    const context = { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com', 'aws:PrincipalArn': 'arn:role/a' };
    const via = {
      StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com', context['kms:ViaService']] },
    };
    expect(holds(via, context)).toBe(true);
    expect(holds({ ...via, ArnLike: { 'aws:PrincipalArn': 'arn:role/*' } }, context)).toBe(true);
    expect(holds({ ...via, ArnLike: { 'aws:PrincipalArn': 'arn:user/*' } }, context)).toBe(false);
    expect(holds({ StringNotLike: { 'kms:ViaService': ['s3.*', 'sqs.*'] } }, context)).toBe(false);
  });
});
