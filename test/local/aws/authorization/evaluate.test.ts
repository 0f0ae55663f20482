import { evaluate } from '../../../../local/aws/authorization/evaluate';
import { statements } from '../../../../local/aws/authorization/statement';
import type { Json, JsonObject } from '../../../../local/aws/template/json';

const ROLE = 'arn:aws:iam::000000000000:role/ingest';
const ROOT = { AWS: 'arn:aws:iam::000000000000:root' };
const allow: JsonObject = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'work' };
const deny: JsonObject = { ...allow, Effect: 'Deny', Action: 'sqs:*' };
const anyone: JsonObject = { Principal: { AWS: '*' } };
const plain: JsonObject = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

interface Given {
  readonly identity?: readonly Json[];
  readonly resource?: readonly Json[];
  readonly action?: string;
  readonly target?: string;
  readonly service?: string;
}

function decide({
  identity = [],
  resource = [],
  action = 'sqs:SendMessage',
  target = 'work',
  service,
}: Given) {
  const parse = (all: readonly Json[]) => (all.length === 0 ? [] : statements({ Statement: all }, 'Policy'));
  return evaluate(
    {
      principal: service === undefined ? { role: ROLE } : { service },
      action,
      resource: target,
      context: { 'aws:SecureTransport': 'true' },
    },
    { identity: parse(identity), resource: parse(resource) },
  );
}

describe('evaluate', () => {
  it('denies what nobody allows', () => {
    const denied = { allowed: false, because: 'no-allow' };
    expect(decide({})).toEqual(denied);
    expect(decide({ identity: [allow], action: 'sqs:DeleteMessage' })).toEqual(denied);
    expect(decide({ identity: [allow], target: 'other' })).toEqual(denied);
    expect(decide({ identity: [{ ...allow, ...plain }] })).toEqual(denied);
  });

  it('allows what the identity or the resource allows, and says which statements did', () => {
    expect(decide({ identity: [allow, allow] })).toMatchObject({ allowed: true, by: { length: 2 } });
    expect(decide({ resource: [{ ...allow, Principal: { AWS: ROLE } }] })).toMatchObject({ allowed: true });
    expect(decide({ resource: [{ ...allow, Principal: { AWS: 'arn:other' } }] })).toMatchObject({
      allowed: false,
    });
  });

  it('denies what anybody denies, whoever allows it', () => {
    const because = (given: Given) => decide({ identity: [allow], ...given });
    expect(because({ identity: [allow, deny] })).toEqual({
      allowed: false,
      because: 'denied-by-identity-policy',
    });
    expect(because({ resource: [{ ...deny, ...anyone }] })).toEqual({
      allowed: false,
      because: 'denied-by-resource-policy',
    });
    expect(because({ resource: [{ ...deny, ...anyone, ...plain }] })).toMatchObject({ allowed: true });
  });

  it('does not take a policy that names the whole account for one that names a role', () => {
    expect(decide({ resource: [{ ...allow, Principal: ROOT }] })).toMatchObject({ allowed: false });
  });

  it('asks the key as well: its policy must name the role or leave it to the account', () => {
    const decrypt: JsonObject = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
    const given = { identity: [decrypt], action: 'kms:Decrypt' };
    expect(decide(given)).toMatchObject({ allowed: false });
    expect(decide({ ...given, resource: [{ ...decrypt, Principal: ROOT }] })).toMatchObject({
      allowed: true,
    });
    expect(decide({ ...given, identity: [], resource: [{ ...decrypt, Principal: ROOT }] })).toMatchObject({
      allowed: false,
    });
    expect(
      decide({ ...given, identity: [], resource: [{ ...decrypt, Principal: { AWS: ROLE } }] }),
    ).toMatchObject({
      allowed: true,
    });
  });

  it('tells services from roles', () => {
    const logs = { ...allow, Principal: { Service: 'logs.us-east-1.amazonaws.com' } };
    expect(decide({ resource: [logs] })).toMatchObject({ allowed: false });
    expect(decide({ resource: [logs], service: 'logs.us-east-1.amazonaws.com' })).toMatchObject({
      allowed: true,
    });
    expect(decide({ resource: [logs], service: 's3.amazonaws.com' })).toMatchObject({ allowed: false });
  });
});
