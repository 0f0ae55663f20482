import type { Template } from 'aws-cdk-lib/assertions';
import { ofType, readable, synthesize } from './synthesize';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function readModes(template: Template): unknown[] {
  return ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.TracingConfig);
}

function findXrayGrants(template: Template): Statement[] {
  return ofType(template, 'AWS::IAM::Policy')
    .flatMap(
      ([, { Properties }]) => (readable(Properties.PolicyDocument) as { Statement: Statement[] }).Statement,
    )
    .filter(({ Action }) => String(Action).includes('xray:'));
}

describe('tracing', () => {
  it('is off unless asked for, and grants nothing then', () => {
    const template = synthesize();
    expect(readModes(template).filter(Boolean)).toEqual([]);
    expect(findXrayGrants(template)).toEqual([]);
  });

  it('is Lambda’s own on every function, which may add to traces and no more', () => {
    const template = synthesize({ tracing: true });
    const modes = readModes(template);
    expect(modes).toEqual(modes.map(() => ({ Mode: 'Active' })));
    const grant = {
      Effect: 'Allow',
      Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      Resource: '*',
    };
    expect(findXrayGrants(template)).toEqual(modes.map(() => grant));
  });
});
