import { Authorization } from '../../../../local/aws/authorization/authorization';
import { findings } from '../../../../local/aws/authorization/permission-report';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import type { Json } from '../../../../local/aws/template/json';
import { givenDeployment } from './given-deployment';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';

function govern(statements: readonly Json[], change: Partial<Deployment> = {}): Authorization {
  const authorization = new Authorization();
  authorization.govern(givenDeployment(statements, change));
  return authorization;
}

function allow(Action: Json, Resource: Json): Json {
  return { Effect: 'Allow', Action, Resource };
}

describe('the report of permissions', () => {
  it('finds what is unused, wider than one resource, or unexplained, unless the template says why', () => {
    const explained = [
      { actions: ['sqs:SendMessage'], resources: [QUEUE], why: 'Sends.', unused: 'Once a year.' },
      {
        actions: ['s3:GetObject'],
        resources: ['arn:aws:s3:::inbox/*'],
        why: 'Reads.',
        wildcard: 'Many keys.',
      },
    ];
    const statements = [
      allow('sqs:SendMessage', QUEUE),
      allow('s3:GetObject', 'arn:aws:s3:::inbox/*'),
      allow('s3:*', '*'),
    ];
    const [role] = givenDeployment(statements).roles;
    const authorization = govern([], { roles: role ? [{ ...role, explained }] : [] });
    expect(findings(authorization.report())).toEqual([
      'IngestRole: s3:GetObject on arn:aws:s3:::inbox/* was never used, without a reason',
      'IngestRole: s3:* on * allows more than one action',
      'IngestRole: s3:* on * is wider than one resource, without a reason',
      'IngestRole: s3:* on * was never used, without a reason',
      'IngestRole: s3:* on * does not say what for',
    ]);
  });

  it('finds every call that was denied', () => {
    const authorization = govern([]);
    authorization.allows('Ingest', { action: 'sqs:SendMessage', resource: QUEUE });
    authorization.allows('Ingest', { action: 'sqs:SendMessage', resource: QUEUE });
    expect(findings(authorization.report())).toEqual([
      `IngestRole: sqs:SendMessage on ${QUEUE} was denied (2 times)`,
    ]);
  });
});
