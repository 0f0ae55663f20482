import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authorization } from '../../local/aws/authorization/authorization';
import { findings, type PermissionReport } from '../../local/aws/authorization/permission-report';
import { takeRarePaths } from '../../local/demo/rare-paths';
import { runDemo } from '../../local/demo/run-demo';
import { Journey } from './stack/journey';
import { synthesizedApp } from './stack/synthesized-app';

const TEMPLATE = 'ExtractionInbox.template.json';

/** The stack as it is deployed untouched, with every option that grants a function more. */
const CONFIG = join(__dirname, '..', '..', 'local', 'demo', 'permissions.config.ts');

let app: string;
let directory: string;

beforeAll(async () => {
  app = await synthesizedApp(CONFIG);
  directory = mkdtempSync(join(tmpdir(), 'permissions-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('every permission of every function', () => {
  let journey: Journey;
  let report: PermissionReport;

  beforeAll(async () => {
    journey = await Journey.start({ cdkOutDir: app });
    const demo = await runDemo(journey.run.endpoints, journey.stores, () => {});
    expect(demo.rows.flatMap(({ problems }) => problems)).toEqual([]);
    await takeRarePaths(journey.run, journey.stores);
    report = authorization().report();
  });

  afterAll(() => journey.stop());

  const authorization = (): Authorization => {
    const found = journey.run.authorization;
    if (!found) {
      throw new Error('Journey: the gateway does not authorise.');
    }
    return found;
  };

  it('was used or says why not; none is wider than it says; no call was denied', () => {
    expect(report.grants.length).toBeGreaterThan(30);
    expect(findings(report)).toEqual([]);
  });

  it('was needed: without it a call of the journeys would have been denied', () => {
    const used = report.grants.filter(({ count }) => count > 0);
    const spare = used.filter(({ statement }) => !authorization().needs(statement));
    expect(spare.map(({ role, action, resource }) => `${role}: ${action} on ${resource}`)).toEqual([]);
  });

  it('beyond these is found: an action nobody takes, and one on everything', () => {
    const { deployment } = journey.run;
    const planted = [
      { Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: report.grants[0]?.resource ?? '' },
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    ];
    const roles = deployment.roles.map((role) => ({ ...role, statements: [...role.statements, ...planted] }));
    const extra = new Authorization();
    extra.govern({ ...deployment, roles });
    const found = findings(extra.report());
    for (const { logicalId } of deployment.roles) {
      const role = logicalId.replace(/[0-9A-F]{8}$/, '');
      expect(found).toContainEqual(
        expect.stringMatching(`^${role}: dynamodb:DeleteItem on .* was never used`),
      );
      expect(found).toContain(`${role}: s3:* on * allows more than one action`);
      expect(found).toContain(`${role}: s3:* on * is wider than one resource, without a reason`);
    }
  });
});

describe('a permission that is missing', () => {
  it('makes a journey fail: the door cannot read its keys', async () => {
    const journey = await startWithout('InboxIngestRoleDefaultPolicy', 'secretsmanager:GetSecretValue');
    const stop = journey.run.stop.bind(journey.run);
    // The last moment there is: a call denied while the stack stops counts as well.
    const stopping = jest.spyOn(journey.run, 'stop').mockImplementation(async () => {
      const { body } = journey.sample('limai', 'success');
      const answer = await journey.send('limai', body).finally(stop);
      expect(answer).toEqual({ status: 503, body: { error: 'unavailable' } });
    });
    await expect(journey.stop()).rejects.toThrow(
      /^Journey: InboxIngestRole was denied secretsmanager:GetSecretValue on arn:aws:secretsmanager:/,
    );
    expect(stopping).toHaveBeenCalled();
  });

  it('keeps the stack from starting where Lambda could not feed a function', async () => {
    const starting = startWithout('InboxLimaiProcessorRoleDefaultPolicy', 'sqs:GetQueueAttributes');
    await expect(starting).rejects.toThrow(
      /^Event source of InboxLimaiProcessor\w+: cannot read its queue\. AccessDenied: /,
    );
  });
});

/** Starts the app with one action taken from one policy. */
function startWithout(policy: string, action: string): Promise<Journey> {
  const cdkOutDir = join(directory, `without ${action}`.replaceAll(/\W/g, '-'));
  cpSync(app, cdkOutDir, { recursive: true });
  const file = join(cdkOutDir, TEMPLATE);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const [[, resource] = []] = Object.entries(template.Resources).filter(([id]) => id.startsWith(policy));
  const statements = resource?.Properties.PolicyDocument?.Statement ?? [];
  const left = statements
    .map((each) => ({ ...each, Action: [each.Action].flat().filter((name) => name !== action) }))
    .filter((each) => each.Action.length > 0);
  expect(JSON.stringify(left)).not.toBe(JSON.stringify(statements));
  if (resource?.Properties.PolicyDocument) {
    resource.Properties.PolicyDocument.Statement = left;
  }
  writeFileSync(file, JSON.stringify(template));
  return Journey.start({ cdkOutDir });
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly PolicyDocument?: { Statement: Statement[] } } }>
  >;
}

interface Statement {
  readonly Action: string | string[];
}
