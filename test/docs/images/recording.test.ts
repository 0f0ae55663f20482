import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textWidth } from '../../../cli/terminal/text-width';
import config from '../../../extraction-inbox.config';
import { demoEvents } from '../../../local/demo/demo-event';
import { COLUMNS } from '../../../scripts/generate/recording/record';
import { findUnbalancedTag, LOADS_OR_RUNS } from '../../support/svg';
import { ROOT } from '../pages';

const SVG = readFileSync(join(ROOT, 'docs', 'images', 'demo.svg'), 'utf8');
const LINES = [...SVG.matchAll(/<text x="16"[^>]*>(.*)<\/text>$/gm)].map(([, line = '']) =>
  line
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&'),
);
const EVENTS = demoEvents({
  sources: config.sources.map(({ id, provider }) => ({ id, provider, url: '', signingSecret: 'key' })),
  simulators: { limai: 'http://127.0.0.1:7', extend: 'http://127.0.0.1:8' },
});

describe('the recording in README.md (npm run generate -- recording)', () => {
  it('shows the events of the demo, in its order', () => {
    const rows = LINES.filter((line) => /^[✓✗]/.test(line)).map((line) => line.slice(1).trim());
    expect(rows.map((row) => row.split(/ {2,}/)[0])).toEqual(EVENTS.map(({ label }) => label));
  });

  it('fits its terminal', () => {
    expect(LINES.filter((line) => textWidth(line) > COLUMNS)).toEqual([]);
  });

  it('was made from a run without problems', () => {
    expect(LINES.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(LINES.some((line) => line.startsWith(`PASS: ${EVENTS.length} events, 0 with problems`))).toBe(
      true,
    );
  });

  it('is well-formed, loads nothing and runs no script, so that it shows as an image', () => {
    expect(findUnbalancedTag(SVG)).toBeUndefined();
    expect(SVG).not.toMatch(LOADS_OR_RUNS);
  });
});
