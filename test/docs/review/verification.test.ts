import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_SCENARIOS } from '../../../proofs/explorer/scenarios/all-scenarios';
import { ALL_MUTANTS } from '../../../proofs/mutants/mutants-options';
import { hasOwnTest } from '../../../proofs/mutants/own-test';
import { hasTest } from '../../architecture/test-titles';
import { PAGES, ROOT } from '../pages';

const WITH_OWN_TEST = ALL_MUTANTS.filter(hasOwnTest);
const WITHOUT = ALL_MUTANTS.filter((mutant) => !hasOwnTest(mutant));
const TEXT = PAGES.find(({ path }) => path === 'docs/review/verification.md')?.text ?? '';
const [BEFORE = '', SECTION = ''] = TEXT.split(/^## Mutants/m);
const ROWS = SECTION.split('\n').filter((line) => /^\| [a-z]/.test(line));
const STORIES = ALL_SCENARIOS.map(({ name }) => name);

/** Mutant → what caught it, as its row says. */
const CAUGHT_BY = new Map(
  ROWS.map((row) => row.split(' | ')).map(([name = '', , by = '']) => [
    name.slice(2),
    by.replace(/ \|$/, ''),
  ]),
);

/** Files of the tests that run against a mutant without a test of its own. */
const UNIT_TESTS = ['domain', 'usecases'].flatMap((layer) => {
  const folder = join('test', 'lambda', layer);
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.test.ts')).map((file) => join(folder, file));
});

describe('docs/review/verification.md', () => {
  it('lists every mutant with its defect, and no other', () => {
    const expected = ALL_MUTANTS.map(({ name, about }) => `| ${name} | ${about} |`);
    expect(expected.filter((start) => !ROWS.some((row) => row.startsWith(start)))).toEqual([]);
    const names = ['mutant', ...ALL_MUTANTS.map(({ name }) => name)];
    expect([...CAUGHT_BY.keys()].filter((name) => !names.includes(name.split(' ')[0] ?? ''))).toEqual([]);
  });

  it.each(WITH_OWN_TEST)('names the test that catches $name by its title', ({ name, test, title }) => {
    const told = CAUGHT_BY.get(name)?.split(' › ').at(-1) ?? 'none';
    expect([test, told, told.includes(title) || hasTest(test, told)]).toEqual([test, told, true]);
  });

  it.each(WITHOUT)('names an invariant or a test for $name', ({ name }) => {
    const [, detector, finding = '', story] =
      /^([^:]+): (.*?)(?: \(`([^`]+)`\))?$/.exec(CAUGHT_BY.get(name) ?? '') ?? [];
    if (detector === 'explorer') {
      expect(BEFORE).toContain(`\n| \`${finding}\` |`);
      expect([undefined, ...STORIES]).toContain(story);
    } else {
      const title = finding.split(' › ').at(-1) ?? '';
      expect([detector, UNIT_TESTS.some((file) => hasTest(file, title))]).toEqual(['unit tests', true]);
    }
  });

  it('names stories that exist', () => {
    const counted = BEFORE.split('\n').flatMap(
      (line) => /^\| ([a-z][a-z-]+) \| \d/.exec(line)?.slice(1) ?? [],
    );
    expect(counted.filter((name) => !STORIES.includes(name))).toEqual(['random']);
    expect(counted.length).toBeGreaterThan(30);
  });
});
