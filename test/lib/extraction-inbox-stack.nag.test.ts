import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { context } from '../../cdk.json';
import defaultConfig from '../../extraction-inbox.config';
import type { ConfigInput } from '../../lib/config/config-schema';
import { parseConfig } from '../../lib/config/parse-config';
import { ExtractionInboxStack } from '../../lib/extraction-inbox-stack';
import { EVERY_OPTION } from './every-option';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

interface Acknowledged extends Finding {
  readonly reason: string;
}

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'docs', 'review', 'cdk-nag.md'), 'utf8');

/** Every option that brings resources or permissions of its own. */
const EVERYTHING: Partial<ConfigInput> = {
  encryption: { customerManagedKey: true, logs: true },
  tracing: true,
  reservedConcurrency: { ingest: 50 },
  accessLogBucketName: 'access-logs',
  alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:on-call',
};

const VARIANTS: readonly (readonly [string, Partial<ConfigInput>])[] = [
  ['the default', {}],
  ['every option together', EVERYTHING],
  ...Object.entries(EVERYTHING).map(([key, value]) => [key, { [key]: value }] as const),
  ['every key of the configuration', EVERY_OPTION],
  ['unprotected data', { protectData: false }],
  [
    'three sources, all reconciled',
    {
      sources: [
        { id: 'one', provider: 'limai', options: { deploymentId: 'deployment-1' } },
        { id: 'two', provider: 'limai', options: { deploymentId: 'deployment-2' } },
        { id: 'three', provider: 'extend' },
      ],
    },
  ],
];

function build(config: Partial<ConfigInput>): App {
  const app = new App({ analyticsReporting: false, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  new ExtractionInboxStack(app, 'ExtractionInbox', { config: parseConfig({ ...defaultConfig, ...config }) });
  return app;
}

function listFindings(app: App): Finding[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: String(constructPath) })),
    );
}

/** Builds with each acknowledgement noted instead of made, so that the pack finds everything. */
function judge(config: Partial<ConfigInput>) {
  const acknowledged: Acknowledged[] = [];
  const real = Validations.of.bind(Validations);
  const noting = jest.spyOn(Validations, 'of').mockImplementation((scope: IConstruct) => {
    const validations = real(scope);
    validations.acknowledge = (...rules) => {
      acknowledged.push(...rules.map(({ id, reason }) => ({ rule: id, path: scope.node.path, reason })));
    };
    return validations;
  });
  try {
    return { acknowledged, findings: listFindings(build(config)) };
  } finally {
    noting.mockRestore();
  }
}

const isBelow = (path: string, ancestor: string) => path === ancestor || path.startsWith(`${ancestor}/`);

function covers({ rule, path }: Acknowledged, finding: Finding): boolean {
  return rule === finding.rule && isBelow(finding.path, path);
}

/** Rule and reason, with the number of findings it covers: a row of docs/review/cdk-nag.md. */
function toRows({ acknowledged, findings }: ReturnType<typeof judge>): string[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const { rule = '', reason = '' } = acknowledged.find((entry) => covers(entry, finding)) ?? {};
    const row = `${rule.replace(/\[.*/, '')} | ${reason}`;
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return [...counts].map(([row, count]) => `| ${count} | ${row} |`).sort();
}

function documentedRows(heading: string): string[] {
  const section = DOCUMENT.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .sort();
}

describe.each(VARIANTS)('cdk-nag, with %s', (_name, config) => {
  let judged: ReturnType<typeof judge>;
  beforeAll(() => {
    judged = judge(config);
  });

  it('finds nothing that is not acknowledged', () => {
    expect(listFindings(build(config))).toEqual([]);
  });

  it('has a finding for each acknowledgement', () => {
    const { acknowledged, findings } = judged;
    expect(findings.length).toBeGreaterThan(0);
    const dead = acknowledged.filter((entry) => !findings.some((finding) => covers(entry, finding)));
    expect(dead).toEqual([]);
  });

  it('is told a reason that a reviewer can judge', () => {
    const short = judged.acknowledged.filter(({ reason }) => reason.length < 60);
    expect(short).toEqual([]);
  });
});

describe('every synth', () => {
  it('is checked by the pack', async () => {
    const added = jest.spyOn(Validations.prototype, 'addPlugins');
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });
    await import('../../bin/app');
    delete process.env.CDK_CONTEXT_JSON;
    expect(added).toHaveBeenCalledWith(expect.any(AwsSolutionsChecks));
    added.mockRestore();
  });

  it('ends at a finding, also where CloudFormation’s own validation is off', () => {
    expect(process.env.CDK_VALIDATION).toBe('false');
    const app = build({});
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new Queue(app.node.findChild('ExtractionInbox'), 'Planted');
    jest.spyOn(console, 'error').mockImplementation();
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS3/);
  });
});

describe('docs/review/cdk-nag.md', () => {
  it('lists what is acknowledged in the default template', () => {
    expect(documentedRows('The default template')).toEqual(toRows(judge({})));
  });

  it('lists what is acknowledged with every option on', () => {
    expect(documentedRows('Every option on')).toEqual(toRows(judge(EVERYTHING)));
  });
});
