import { createStyle } from '../../../cli/terminal/style';
import type { Activity } from '../../../local/activity/activity.types';
import { formatActivity } from '../../../local/activity/format-activity';
import { NOW } from '../../support/records/records';

const plain = createStyle({}, { env: {} });
const KEY = 'results/provider=limai/source=limai/schema=schema_1/date=2026-11-30/file_1/evt_1.json';
const WHY = 'permanent: Limai get-file-data: got HTTP 400, expected 200. Check the options of the source.';
const base = { at: NOW, source: 'limai', eventId: 'evt_1', milliseconds: 12 } as const;

const lines = (change: Partial<Activity>, width: number | undefined) =>
  formatActivity(
    { kind: 'request', label: '200 new', ...base, ...change },
    { sourceWidth: 6, width, style: plain },
  );

describe('a line of activity', () => {
  it('stands in columns', () => {
    expect(lines({}, 100)).toEqual(['10:31:00Z  limai   evt_1             200 new        12 ms']);
  });

  it('shortens ids and keys in the middle on a terminal, and nothing in a pipe', () => {
    const stored = { kind: 'final', label: 'STORED', resultKey: KEY, eventId: 'e'.repeat(30) } as const;
    const [line = ''] = lines(stored, 100);
    expect(line).toMatch(/ eeeeeeeee…eeeeee {2}STORED {9}12 ms {2}results\/.*….*evt_1\.json$/);
    expect(line.length).toBeLessThanOrEqual(100);
    expect(lines(stored, undefined)).toEqual([expect.stringContaining(KEY)]);
  });

  it.each([80, 100])('never cuts a reason: it goes on below, within %d columns', (width) => {
    const failed = lines({ kind: 'final', label: 'FAILED', documentId: 'file_1', why: WHY }, width);
    expect(failed.length).toBeGreaterThan(1);
    expect(failed.slice(1).join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(WHY);
    expect(Math.max(...failed.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('keeps a reason on its line where it fits', () => {
    expect(lines({ label: '401', why: 'no signature' }, 100)).toEqual([
      expect.stringMatching(/401 {12}12 ms {2}no signature$/),
    ]);
  });

  it('prints nothing that a terminal acts on', () => {
    expect(lines({ why: 'a\u001b[31mb' }, undefined).join()).not.toContain('\u001b');
  });

  it('is coloured by state', () => {
    const style = createStyle({ isTTY: true }, { env: { FORCE_COLOR: '1' } });
    const [line] = formatActivity(
      { kind: 'final', label: 'STORED', ...base },
      { sourceWidth: 6, width: 100, style },
    );
    expect(line).toContain('\u001b[32mSTORED');
  });
});
