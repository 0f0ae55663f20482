import { emittedByAll, unwritten } from '../../../support/cloudwatch/emitted-by-all';
import { toIdentity } from '../../../support/cloudwatch/metric-data';
import { evaluateMath } from '../../../support/cloudwatch/metric-math';
import { findAlarms, findComposites } from '../../../support/cloudwatch/template-alarms';
import { onlyOf, readable, resourcesOf, synthesize } from '../../synthesize';

interface Widget {
  readonly type: 'metric' | 'text' | 'log' | 'alarm';
  readonly width: number;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'Is it arriving?': ['Requests', 'Events', 'Refused'],
  'Is it flowing?': ['Results', 'Seconds from receipt to result', 'Accepted events against results'],
  'Is it stuck?': ['Messages waiting', 'Seconds: oldest message, oldest open event', 'Sweeper'],
  'What failed, and why?': ['Needs action', 'Provider refusals', 'Functions', 'Last failures'],
  'What does it cost?': [
    'US dollars a day',
    'Invocations a day',
    'GB-seconds a day',
    'DynamoDB units a day',
    'SQS requests a day',
  ],
};

const template = synthesize();
const body = String(readable(onlyOf(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody));
const { widgets } = JSON.parse(body) as { readonly widgets: readonly Widget[] };

interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** `[namespace, name, dimension, value, …, options]`, as a dashboard's body has it; expressions have no namespace. */
function shownMetrics(): ShownMetric[] {
  return widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((metric) => metric.filter((part): part is string => typeof part === 'string'))
    .filter(([namespace]) => namespace !== undefined)
    .map(([namespace = '', name = '', ...pairs]) => ({
      namespace,
      name,
      dimensions: Object.fromEntries(
        Array.from({ length: pairs.length / 2 }, (_, index) => [
          pairs[2 * index],
          pairs[2 * index + 1] ?? '',
        ]),
      ),
    }));
}

function expressions(): string[] {
  return widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .flat()
    .flatMap((part) => (part as { expression?: string } | null)?.expression ?? []);
}

beforeAll(emittedByAll);

describe('the dashboard', () => {
  it('asks its questions in the order of a night, and answers each below it', () => {
    const found: Record<string, string[]> = {};
    let question = '';
    for (const { properties } of widgets) {
      const heading = /^## (.+)$/m.exec(properties.markdown ?? '')?.[1];
      if (heading !== undefined) {
        question = heading;
        found[question] = [];
      } else if (question) {
        found[question]?.push(properties.title ?? '');
      }
    }
    expect(Object.entries(found)).toEqual(Object.entries(QUESTIONS));
  });

  it('begins with every alarm, the one of documents that do not arrive first', () => {
    const [first] = widgets;
    expect(first?.type).toBe('alarm');
    expect(first?.properties.alarms).toHaveLength(
      findAlarms(template).length + findComposites(template).length,
    );
    expect(first?.properties.alarms?.[0]).toContain('DocumentsNotArriving');
  });

  it('shows of our own metrics only what the code really writes', () => {
    const ours = shownMetrics().filter(({ namespace }) => !namespace.startsWith('AWS/'));
    expect(ours.length).toBeGreaterThan(30);
    expect(unwritten(ours.map(toIdentity)).map((identity) => JSON.parse(identity))).toEqual([]);
  });

  it('shows of AWS’s metrics only those of resources of this stack', () => {
    const resources = Object.keys(resourcesOf(template));
    const named = shownMetrics()
      .filter(({ namespace }) => namespace.startsWith('AWS/'))
      .map(({ name, dimensions }) => ({
        name,
        resource: Object.values(dimensions).flatMap((value) => /\$\{(\w+)/.exec(value)?.[1] ?? [])[0] ?? '',
      }));
    expect(named.filter(({ resource }) => !resources.includes(resource))).toEqual([]);
    expect(named.length).toBeGreaterThan(30);
  });

  it('counts the GB-seconds that Lambda bills: milliseconds of each function times its memory', () => {
    const shown = widgets.find(({ properties }) => properties.title === 'GB-seconds a day');
    const graphs = (shown?.properties.metrics ?? []).flatMap(
      ([first]) => (first as { expression?: string }).expression ?? [],
    );
    expect(graphs).toHaveLength(5);
    // 512 MB for 2,000 ms.
    for (const expression of graphs) {
      const id = expression.split(' ')[0] ?? '';
      expect(evaluateMath(expression, new Map([[id, [2_000]]]))).toEqual([1]);
    }
    expect(
      Object.values(resourcesOf(template)).filter(({ Properties }) => Properties?.MemorySize === 512),
    ).toHaveLength(5);
  });

  it('multiplies what is counted by its list price', () => {
    const shown = widgets.find(({ properties }) => properties.title === 'US dollars a day');
    const priced = (shown?.properties.metrics ?? []).flatMap(([first]) => {
      const { label, expression } = first as { label?: string; expression?: string };
      const prices = expression?.match(/(?<=\* )[\d.]+/g) ?? [];
      return expression
        ? [[label, [...new Set(prices)].map((price) => Math.round(Number(price) * 1e12) / 1e6)]]
        : [];
    });
    // US dollars for a million; a GB-second at 512 MB for a millisecond.
    expect(Object.fromEntries(priced)).toEqual({
      'API Gateway': [1],
      Lambda: [0.2, 0.006667],
      DynamoDB: [0.625, 0.125],
      SQS: [0.4],
      'S3 (one PUT per result)': [5],
      Logs: [0.0005],
    });
  });

  it('computes with no metric that it does not name', () => {
    const ids = new Set(
      widgets
        .flatMap(({ properties }) => properties.metrics ?? [])
        .flat()
        .flatMap((part) => (part as { id?: string } | null)?.id ?? []),
    );
    const used = expressions().flatMap((text) => text.match(/\bm\w+/g) ?? []);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((id) => !ids.has(id))).toEqual([]);
    expect(expressions().filter((text) => /NaN|undefined|\b0\.0+\b/.test(text))).toEqual([]);
  });

  it('fits its rows into the width of a screen', () => {
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
  });

  it('reads the last failures from the log of every function, without a payload', () => {
    const query = widgets.find(({ type }) => type === 'log')?.properties.query ?? '';
    const logGroups = Object.entries(resourcesOf(template))
      .filter(([id, { Type }]) => Type === 'AWS::Logs::LogGroup' && !id.includes('AccessLogs'))
      .map(([id]) => `SOURCE '\${${id}}'`);
    for (const logGroup of logGroups) {
      expect(query).toContain(logGroup);
    }
    expect(query).toContain('fields @timestamp, level, service, message, source, eventId, error, reason');
  });
});
