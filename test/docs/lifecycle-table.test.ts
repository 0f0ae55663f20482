import {
  EVENT_STATUSES,
  INITIAL_STATUSES,
  isFinal,
  LIFECYCLE,
} from '../../lambda/domain/lifecycle/lifecycle';
import { PAGES } from './pages';

const TEXT = PAGES.find(({ path }) => path === 'docs/data.md')?.text ?? '';
const SECTION = TEXT.split(/^## /m).find((section) => section.startsWith('The states')) ?? '';

const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

describe('docs/data.md', () => {
  it('has the states, their meanings and their transitions as the code has them', () => {
    const rows = SECTION.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      EVENT_STATUSES.map((status) => {
        const { meaning, transitions } = LIFECYCLE[status];
        return `| \`${status}\`${isFinal(status) ? ' (final)' : ''} | ${meaning} | ${inCode(transitions)} |`;
      }),
    );
  });

  it('says how new records start', () => {
    const [first, ...others] = [...INITIAL_STATUSES].reverse();
    expect(SECTION).toContain(
      `New records start as ${inCode(others.reverse())} or ${inCode([first ?? ''])}.`,
    );
  });
});
