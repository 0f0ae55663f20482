import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INLINE_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { ARCHIVE, QUARANTINED_BODIES, RAW_BODIES, RESULTS } from '../../../lambda/domain/record/keys';
import { ofType, synthesize } from '../../lib/synthesize';

const PAGE = readFileSync(join(__dirname, '../../../docs/operate/runbook.md'), 'utf8');
const LABELS = ['**What happened.**', '**What to check.**', '**What to do.**'];
const PLAYBOOKS = [
  'provider-outage',
  'expired-token',
  'poison-event',
  'accidental-deletion',
  'restoring-the-table',
  'moving-regions',
  'metrics-without-an-alarm',
  'first-real-deployment',
];

/** The second-level headings of a part of the page, as their anchors. */
function findAnchors(part: string): string[] {
  return [...part.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
}

const [entries = '', playbooks = ''] = PAGE.split(/^# Playbooks$/m);
/** The longest that is taken. */
const RUNBOOK_PAGE = `https://wiki.example.com/${'x'.repeat(575)}`;
const template = synthesize({ runbookUrl: RUNBOOK_PAGE });
const DESCRIPTIONS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
  .flatMap((type) => ofType(template, type))
  .map(([, { Properties }]) => String(Properties.AlarmDescription));
/** The anchor that each description ends in. */
const LINKED = DESCRIPTIONS.map((text) => text.split(` Runbook: ${RUNBOOK_PAGE}#`)[1] ?? `none: ${text}`);

describe('runbook', () => {
  it('has an entry for every alarm, and none that no alarm leads to', () => {
    expect(LINKED).not.toHaveLength(0);
    expect([...new Set(LINKED)].sort()).toEqual(findAnchors(entries).sort());
  });

  it('is named by a link that a description has room for', () => {
    expect(DESCRIPTIONS.filter((text) => text.length > 1_024)).toEqual([]);
  });

  it.each(findAnchors(entries))('says of %s what happened, what to check and what to do', (anchor) => {
    const text = entries.split(/^## /m).find((part) => findAnchors(`## ${part}`)[0] === anchor) ?? '';
    const places = LABELS.map((label) => text.indexOf(label));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('has the playbooks, in order', () => {
    expect(findAnchors(playbooks)).toEqual(PLAYBOOKS);
  });

  it('says what a restore of the table loses: nothing that was answered 200 is delivered again', () => {
    const [, restore = ''] = playbooks.split(/^## Restoring the table$/m);
    const text = (restore.split(/^## /m)[0] ?? '').replace(/\s+/g, ' ');
    expect(text).toContain('No provider delivers an event again that was answered 200.');
    expect(text).not.toMatch(/, or delivered again/);
    expect(text).toContain(`its body up to ${INLINE_BODY_BYTES} bytes`);
    for (const prefix of [RESULTS, ARCHIVE, RAW_BODIES, QUARANTINED_BODIES]) {
      expect(text).toContain(prefix.slice(0, -1));
    }
    expect(text).toContain('#unknown-event');
  });
});
