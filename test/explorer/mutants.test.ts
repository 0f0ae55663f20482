import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS } from '../../scripts/mutants/mutants';
import { mutate } from '../../scripts/mutants/mutated-copy';

const REPOSITORY = join(__dirname, '..', '..');

describe('the mutants', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'still have their anchor: %s',
    (_, mutant) => {
      const text = readFileSync(join(REPOSITORY, mutant.file), 'utf8');
      expect(mutate(text, mutant)).not.toBe(text);
    },
  );

  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('refuse a text that has lost the anchor', () => {
    const [mutant] = MUTANTS;
    expect(() => mutant && mutate('', mutant)).toThrow('stands 0 times');
  });
});
