import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofType, type Resource, resourcesOf, synthesize } from '../../lib/synthesize';
import { findUnbalancedTag, LOADS_OR_RUNS } from '../../support/svg';
import { ROOT } from '../pages';

/** A box of the picture that stands for a resource. */
interface Box {
  readonly type: string;
  /** Of its construct, from the inbox. */
  readonly path: string;
  readonly schedule: string | undefined;
  /** Its first line. */
  readonly label: string;
}

const SVG = readFileSync(join(ROOT, 'docs', 'images', 'architecture.svg'), 'utf8');
const BOXES: readonly Box[] = [
  ...SVG.matchAll(
    /<g [^>]*data-type="([^"]+)" data-path="([^"]+)"(?: data-schedule="([^"]+)")?>(.*?)<\/g>/gs,
  ),
].map(([, type = '', path = '', schedule, content = '']) => ({
  type,
  path,
  schedule,
  label: /<text[^>]*>([^<]+)<\/text>/.exec(content)?.[1] ?? '',
}));

/** What a reader looks for in it; the rest of the template (roles, policies, alarms, logs) is left out. */
const SHOWN_TYPES = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::Lambda::Function',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Events::Rule',
];
const TEMPLATE = synthesize();
const SHOWN = SHOWN_TYPES.flatMap((type) => ofType(TEMPLATE, type).map(([, resource]) => resource));

const isDrawnAs = (resource: Resource, { type, path }: Box) =>
  resource.Type === type && String(resource.Metadata?.['aws:cdk:path']).endsWith(`/${path}/Resource`);

function findResource(box: Box): Resource {
  const [found, ...others] = Object.values(resourcesOf(TEMPLATE)).filter((one) => isDrawnAs(one, box));
  if (!found || others.length > 0) {
    throw new Error(`${box.path}: got ${found ? others.length + 1 : 0} resources, expected one.`);
  }
  return found;
}

const SCHEDULES: Readonly<Record<string, string>> = {
  'rate(1 minute)': 'every minute',
  'rate(1 hour)': 'every hour',
};
/** First line of a box → its construct. */
const NAMES: readonly (readonly [string, string])[] = [
  ['API Gateway', 'Webhooks/Api'],
  ['POST /webhooks/limai', 'Webhooks/Api/POST--webhooks--limai'],
  ['POST /webhooks/extend', 'Webhooks/Api/POST--webhooks--extend'],
  ['Ingest', 'Ingest/Function'],
  ['Limai queue', 'Limai/Queue/Messages'],
  ['dead letters', 'Limai/Queue/DeadLetters'],
  ['Extend queue', 'Extend/Queue/Messages'],
  ['dead letters', 'Extend/Queue/DeadLetters'],
  ['Limai processor', 'Limai/Processor/Function'],
  ['Extend processor', 'Extend/Processor/Function'],
  ['DynamoDB table', 'EventStore/Table'],
  ['S3 bucket', 'Bucket/Bucket'],
  ['Extend reconciler', 'Reconciliation/Extend/Reconciler/Function'],
  ['every hour', 'Reconciliation/Extend/Rule'],
  ['Sweeper', 'Sweep/Sweeper/Function'],
  ['every minute', 'Sweep/Rule'],
];

describe('the picture in README.md', () => {
  it('shows every function, queue, table, bucket, route and schedule of the template, each once', () => {
    expect(SHOWN.length).toBeGreaterThan(10);
    const times = SHOWN.map((resource) => [
      resource.Metadata?.['aws:cdk:path'],
      BOXES.filter((box) => isDrawnAs(resource, box)).length,
    ]);
    expect(times.filter(([, count]) => count !== 1)).toEqual([]);
  });

  it.each(BOXES)('has the resource of $label ($path)', (box) => {
    expect(findResource(box).Type).toBe(box.type);
  });

  it('labels each box as what it is', () => {
    expect(BOXES.map(({ label, path }) => [label, path])).toEqual(NAMES);
  });

  it('says how often each schedule runs, as the template does', () => {
    const rules = BOXES.filter(({ type }) => type === 'AWS::Events::Rule');
    const rates = rules.map((box) => String(findResource(box).Properties.ScheduleExpression));
    expect(rules.map(({ schedule }) => schedule)).toEqual(rates);
    expect(rules.map(({ label }) => label)).toEqual(rates.map((rate) => SCHEDULES[rate]));
  });

  it('has the routes of the template', () => {
    const routes = BOXES.filter(({ type }) => type === 'AWS::ApiGatewayV2::Route');
    expect(routes.map(({ label }) => label)).toEqual(
      routes.map((box) => findResource(box).Properties.RouteKey),
    );
  });

  it('loads nothing and runs no script, so that it shows as an image', () => {
    expect(findUnbalancedTag(SVG)).toBeUndefined();
    expect(SVG).not.toMatch(LOADS_OR_RUNS);
    expect(SVG).toContain('@media (prefers-color-scheme: dark)');
  });
});
