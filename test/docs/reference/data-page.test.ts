import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordSchema } from '../../../cli/operations/events/shown-record';
import {
  EVENT_STATUSES,
  INITIAL_STATUSES,
  isFinal,
  LIFECYCLE,
} from '../../../lambda/domain/lifecycle/lifecycle';
import { PAGES, ROOT } from '../pages';

const TEXT = PAGES.find(({ path }) => path === 'docs/reference/data.md')?.text ?? '';
const sections = new Map(
  TEXT.split(/^## /m).map((section) => [section.split('\n')[0] ?? '', section] as const),
);

/** The words of a union type of text. */
function toUnion(file: string, type: string): readonly string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const text = source.split(`export type ${type} =`)[1]?.split(/;\n\n/)[0] ?? '';
  return [...text.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, word = '']) => word);
}

const STATES = sections.get('The states') ?? '';
const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

describe('docs/reference/data.md', () => {
  it('names every attribute of a record', () => {
    const text = `${sections.get('The record')}${sections.get('Record attributes')}`;
    const attributes = [...Object.keys(recordSchema.shape), 'rawBody'];
    expect(attributes.filter((name) => !new RegExp(`\`${name}\\b`).test(text))).toEqual([]);
  });

  it('says of every kind of failure what it leads to, and of no other', () => {
    const kinds = [
      ...toUnion('lambda/domain/provider/error-kinds.ts', 'ErrorKind'),
      ...toUnion('lambda/domain/record/event-record.ts', 'FailureKind'),
    ];
    const rows = [...(sections.get('What a failure leads to') ?? '').matchAll(/^\| `(\w+)` \|/gm)];
    expect(kinds.length).toBeGreaterThan(15);
    expect(rows.map(([, kind]) => kind).sort()).toEqual([...kinds].sort());
  });

  it('has the states, their meanings and their transitions as the code has them', () => {
    const rows = STATES.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      EVENT_STATUSES.map((status) => {
        const { meaning, transitions } = LIFECYCLE[status];
        return `| \`${status}\`${isFinal(status) ? ' (final)' : ''} | ${meaning} | ${inCode(transitions)} |`;
      }),
    );
  });

  it('says how new records start', () => {
    const [first, ...others] = [...INITIAL_STATUSES].reverse();
    expect(STATES).toContain(`New records start as ${inCode(others.reverse())} or ${inCode([first ?? ''])}.`);
  });
});
