import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import defaultConfig from '../../../../extraction-inbox.config';
import type { AlarmLevel } from '../../../../lambda/contracts/outputs';
import { parseConfig } from '../../../../lib/config/parse-config';
import { findMetrics } from '../../../support/cloudwatch/evaluate-alarm';
import { findAlarms, findComposites } from '../../../support/cloudwatch/template-alarms';
import { ofType, synthesize } from '../../synthesize';

const read = (file: string) => readFileSync(join(__dirname, '../../../..', file), 'utf8');
const PAGE = read('docs/operate/metrics.md');
/** List prices a month, us-east-1: https://aws.amazon.com/cloudwatch/pricing/ */
const PRICE = { alarmMetric: 0.1, composite: 0.5 };

const atLevel = (alarms: AlarmLevel) => synthesize({ monitoring: { alarms } });
const idsAt = (level: AlarmLevel) => findAlarms(atLevel(level)).map(({ id }) => id);

function readCost(level: AlarmLevel) {
  const template = atLevel(level);
  const alarms = findAlarms(template);
  const metrics = alarms.flatMap(({ alarm }) => findMetrics(alarm)).length;
  const composites = findComposites(template).length;
  const dollars = metrics * PRICE.alarmMetric + composites * PRICE.composite;
  return { alarms: alarms.length, metrics, composites, dollars: dollars.toFixed(2) };
}

describe('the level of the alarms', () => {
  it('is "all" by default, and never below "essential" unless the configuration says so', () => {
    expect(parseConfig(defaultConfig).monitoring).toEqual({ alarms: 'all', dashboard: true });
    expect(parseConfig({ ...defaultConfig, monitoring: {} }).monitoring.alarms).toBe('all');
  });

  it('"essential" keeps every alarm that pages, and the composite of them', () => {
    const paging = findAlarms(atLevel('all')).filter(({ alarm }) =>
      alarm.AlarmDescription.startsWith('[page]'),
    );
    expect(paging.length).toBeGreaterThan(5);
    expect(idsAt('essential')).toEqual(expect.arrayContaining(paging.map(({ id }) => id)));
    expect(findComposites(atLevel('essential'))).toEqual(findComposites(atLevel('all')));
  });

  it('"essential" keeps beside them dead letters, given-up and quarantined events, and nothing more', () => {
    const tickets = findAlarms(atLevel('essential')).filter(({ alarm }) =>
      alarm.AlarmDescription.startsWith('[ticket]'),
    );
    expect(tickets.map(({ id }) => id).sort()).toEqual([
      'DeadLettersExtend',
      'DeadLettersLimai',
      'EventsFailed',
      'EventsFailedInSweep',
      'EventsQuarantined',
      'NoLongerAvailable',
      'NoLongerAvailableInSweep',
    ]);
  });

  it('"none" has no alarm, no composite, and a dashboard without their row', () => {
    const template = atLevel('none');
    expect([findAlarms(template), findComposites(template)]).toEqual([[], []]);
    const [[, dashboard] = []] = ofType(template, 'AWS::CloudWatch::Dashboard');
    expect(JSON.stringify(dashboard)).toContain('Is it arriving?');
    expect(JSON.stringify(dashboard)).not.toContain('\\"type\\":\\"alarm\\"');
  });

  it.each<AlarmLevel>(['all', 'essential', 'none'])('%s costs what docs/operate/metrics.md says', (level) => {
    const { alarms, metrics, composites, dollars } = readCost(level);
    expect(PAGE).toContain(`| \`${level}\` | ${alarms} | ${metrics} | ${composites} | ${dollars} |`);
  });

  it('stands beside its price where it is chosen: in the table of the configuration', () => {
    const [all, essential] = [readCost('all').dollars, readCost('essential').dollars];
    expect(read('docs/reference/configuration.md')).toContain(
      `\`all\` (${all} USD a month), \`essential\` (${essential} USD`,
    );
  });
});

describe('the dashboard', () => {
  it('is left out by monitoring.dashboard: false, and no alarm with it', () => {
    const template = synthesize({ monitoring: { dashboard: false } });
    expect(ofType(template, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(findAlarms(template)).toEqual(findAlarms(synthesize()));
  });
});

describe('docs/operate/metrics.md', () => {
  /** What stands for the providers and sources in an id. */
  const named = (id: string) => id.replace(/(Limai|Extend)$/, '…');
  const essential = new Set(idsAt('essential'));
  const rows = findAlarms(atLevel('all')).map(({ id, alarm }) => {
    const [, severity] = /^\[(\w+)\]/.exec(alarm.AlarmDescription) ?? [];
    return `| \`${named(id)}\` | ${severity} | ${essential.has(id) ? 'yes' : 'no'} |`;
  });

  it.each([...new Set(rows)])('lists the alarm and its level: %s', (row) => {
    expect(PAGE).toContain(row);
  });

  it('lists no other', () => {
    const listed = [...PAGE.matchAll(/^\| `\w+…?` \| (page|ticket) \| (yes|no) \|$/gm)].map(([row]) => row);
    expect(listed.sort()).toEqual([...new Set(rows)].sort());
  });
});
