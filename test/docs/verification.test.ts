import { ADVERSE } from '../../proofs/mutants/adverse';
import { ANSWERS } from '../../proofs/mutants/answers';
import { GUARDS } from '../../proofs/mutants/guards';
import { MUTANTS } from '../../proofs/mutants/mutants';
import { READS } from '../../proofs/mutants/reads';
import { RUNS } from '../../proofs/mutants/runs';
import { WAITING } from '../../proofs/mutants/waiting';
import { PAGES } from './pages';

const ALL = [...MUTANTS, ...ADVERSE, ...GUARDS, ...READS, ...RUNS, ...ANSWERS, ...WAITING];
const TEXT = PAGES.find(({ path }) => path === 'docs/verification.md')?.text ?? '';
const [, SECTION = ''] = TEXT.split(/^## Mutants/m);
const ROWS = SECTION.split('\n').filter((line) => /^\| [a-z]/.test(line));

describe('docs/verification.md', () => {
  it('lists every mutant with its defect', () => {
    const expected = ALL.map(({ name, about }) => `| ${name} | ${about} |`);
    const missing = expected.filter((start) => !ROWS.some((row) => row.startsWith(start)));
    expect(missing).toEqual([]);
  });
});
