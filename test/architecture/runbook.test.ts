import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNBOOK, runbookLink } from '../../lib/runbook';
import { ofType, synthesize } from '../infra/synthesize';

const ANCHORS = [
  ...readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8').matchAll(/^#+ (.+)$/gm),
].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'));
const DESCRIPTIONS = ofType(synthesize(), 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
  String(Properties.AlarmDescription),
);
const ENTRIES = Object.keys(RUNBOOK) as (keyof typeof RUNBOOK)[];

describe('runbook', () => {
  it('is named by every alarm', () => {
    const links = ENTRIES.map(runbookLink);
    const silent = DESCRIPTIONS.filter((text) => !links.some((link) => text.endsWith(`Runbook: ${link}`)));
    expect(DESCRIPTIONS).not.toHaveLength(0);
    expect(silent).toEqual([]);
  });

  it.each(ENTRIES)('has an entry for %s, and an alarm that leads there', (entry) => {
    expect(ANCHORS).toContain(RUNBOOK[entry]);
    expect(DESCRIPTIONS.some((text) => text.endsWith(runbookLink(entry)))).toBe(true);
  });
});
