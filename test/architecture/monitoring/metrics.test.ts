import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import defaultConfig from '../../../extraction-inbox.config';
import { METRICS, REFUSAL_REASONS } from '../../../lambda/domain/metrics';
import { emittedByAll } from '../../support/cloudwatch/emitted-by-all';
import { type Datum, toIdentity } from '../../support/cloudwatch/metric-data';

const PAGE = readFileSync(join(__dirname, '../../../docs/operate/metrics.md'), 'utf8');
/** With every line break as a space. */
const TEXT = PAGE.replace(/\s+/g, ' ');
const VALUES: Readonly<Record<string, readonly string[]>> = {
  service: ['ingest', 'process', 'sweep', 'reconcile'],
  source: defaultConfig.sources.map(({ id }) => id),
  provider: [...new Set(defaultConfig.sources.map(({ provider }) => provider))],
  reason: REFUSAL_REASONS,
};

let data: readonly Datum[] = [];
beforeAll(async () => {
  data = await emittedByAll();
});

describe('dimensions', () => {
  it('have values from closed lists: services, sources, providers, reasons', () => {
    const found = data.flatMap(({ dimensions }) => Object.entries(dimensions));
    expect(found.filter(([name, value]) => !VALUES[name]?.includes(value))).toEqual([]);
  });

  it('stand in few sets: the service alone, and one of three more', () => {
    const sets = new Set(data.map(({ dimensions }) => Object.keys(dimensions).join('+')));
    expect([...sets].sort()).toEqual([
      'service',
      'service+provider',
      'service+source',
      'service+source+reason',
    ]);
  });

  it('never stand without the service alone, under which the alarms watch', () => {
    const alone = new Set(
      data.filter(({ dimensions }) => Object.keys(dimensions).length === 1).map(nameAndService),
    );
    expect(data.map(nameAndService).filter((each) => !alone.has(each))).toEqual([]);
  });
});

describe('docs/operate/metrics.md', () => {
  it.each(Object.entries(METRICS))('lists %s as the code writes it', (name, { unit, meaning }) => {
    const own = data.filter((datum) => datum.name === name);
    const services = [...new Set(own.map(({ dimensions }) => dimensions.service))].sort().join(', ');
    const beside = [
      ...new Set(own.flatMap(({ dimensions }) => Object.keys(dimensions).filter((key) => key !== 'service'))),
    ];
    expect(own).not.toEqual([]);
    expect(PAGE).toContain(`| \`${name}\` | ${unit} | ${meaning} | ${services} | ${beside.join(', ')} |`);
  });

  it('says how many metrics a stack of the default configuration can have at the most', () => {
    const identities = new Set(data.map(toIdentity)).size;
    expect(TEXT).toContain(`at most ${identities} metrics`);
    expect(PAGE).toContain(`at most ${identities} × 0.30 | 6.00 to ${(identities * 0.3).toFixed(2)} |`);
  });

  it.each([
    ['source', 'limai'],
    ['provider', 'limai'],
  ])('says how many of them each %s has of its own', (dimension, value) => {
    const own = new Set(data.filter(({ dimensions }) => dimensions[dimension] === value).map(toIdentity));
    expect(TEXT).toContain(`${own.size} metrics per ${dimension}`);
  });
});

function nameAndService({ name, dimensions }: Datum): string {
  return `${name} ${dimensions.service}`;
}
