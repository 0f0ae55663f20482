import { Authorization } from '../../../local/aws/authorization/authorization';
import { AuthorizedLog } from '../../../local/run/function-log';
import { givenDeployment, INGEST } from '../aws/authorization/given-deployment';

const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:Stack-Logs:*';

function givenLog(actions: readonly string[], tracing = false) {
  const kept: string[] = [];
  const lost: string[] = [];
  const Statement = actions.map((Action) => ({
    Effect: 'Allow',
    Action,
    Resource: Action.startsWith('xray:') ? '*' : GROUP,
  }));
  const functions = [{ ...INGEST, tracing }];
  const deployment = givenDeployment(Statement, { functions });
  const authorization = new Authorization();
  authorization.govern(deployment);
  const log = { write: (id: string, line: string) => void kept.push(`${id} ${line}`), close: async () => {} };
  const onLost = (id: string, why: string) => void lost.push(`${id}: ${why}`);
  return { log: new AuthorizedLog({ log, deployment, authorization, onLost }), authorization, kept, lost };
}

describe('the log of a function', () => {
  it('is written in its name', () => {
    const { log, authorization, kept, lost } = givenLog(['logs:CreateLogStream', 'logs:PutLogEvents']);
    log.begin('Ingest');
    log.write('Ingest', 'one');
    log.write('Ingest', 'two');
    expect([kept, lost]).toEqual([['Ingest one', 'Ingest two'], []]);
    expect(authorization.report().grants.map(({ action, count }) => `${action} ${count}`)).toEqual([
      'logs:CreateLogStream 1',
      'logs:PutLogEvents 2',
    ]);
  });

  it('is lost when its role may not write it, and that is said once', () => {
    const { log, authorization, kept, lost } = givenLog(['logs:CreateLogStream']);
    log.begin('Ingest');
    log.write('Ingest', 'one');
    log.write('Ingest', 'two');
    expect(kept).toEqual([]);
    expect(lost).toEqual([
      expect.stringMatching(/^Ingest: its log is lost: its role may not logs:PutLogEvents on arn:aws:logs:/),
    ]);
    expect(authorization.report().denied).toMatchObject([{ action: 'logs:PutLogEvents', count: 2 }]);
  });

  it('comes with traces where the template asks for them', () => {
    const { log, authorization } = givenLog(['logs:CreateLogStream', 'xray:PutTraceSegments'], true);
    log.begin('Ingest');
    expect(authorization.report()).toMatchObject({
      grants: [{ count: 1 }, { action: 'xray:PutTraceSegments', count: 1 }],
      denied: [{ action: 'xray:PutTelemetryRecords', resource: '*' }],
    });
  });

  it('is kept whole where nothing authorises', () => {
    const kept: string[] = [];
    const log = { write: (_: string, line: string) => void kept.push(line), close: async () => {} };
    const all = new AuthorizedLog({ log, deployment: givenDeployment([]), onLost: () => {} });
    all.begin('Ingest');
    all.write('Ingest', 'one');
    expect(kept).toEqual(['one']);
  });
});
