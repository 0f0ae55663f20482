import { REASON_TEXTS } from '../../../cli/connection/received-deliveries';
import { FINDING_KINDS } from '../../../cli/doctor/finding';
import { PAGES } from '../pages';

const TEXT = PAGES.find(({ path }) => path === 'docs/operate/doctor.md')?.text ?? '';

/** Rows of the table under a heading, without its own. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, part = ''] = TEXT.split(`## ${heading}\n`);
  return (part.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('docs/operate/doctor.md', () => {
  it('lists every code with its severity and meaning, and no other', () => {
    const listed = rowsUnder('Findings').map(([, code, severity, meaning]) => [code, severity, meaning]);
    const expected = Object.entries(FINDING_KINDS).map(([code, { severity, meaning }]) => [
      `\`${code}\``,
      severity,
      meaning,
    ]);
    expect([...listed].sort()).toEqual([...expected].sort());
  });

  it('says of every finding what to do', () => {
    expect(rowsUnder('Findings').filter(([, , , , remedy = '']) => remedy === '')).toEqual([]);
  });

  it('explains every reason of a refusal in the words that the commands use', () => {
    const listed = rowsUnder('Refused deliveries').map(([, reason, words]) => [reason, words]);
    expect(listed).toEqual(Object.entries(REASON_TEXTS).map(([reason, words]) => [`\`${reason}\``, words]));
  });
});
