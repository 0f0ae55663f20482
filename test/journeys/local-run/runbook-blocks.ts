import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command of a block, and what it must print. */
export interface RehearsedCommand {
  readonly words: readonly string[];
  /** From the comment `# shows …` behind it. */
  readonly shows: string | undefined;
}

/** The commands by which an entry of the runbook is rehearsed. */
export interface Rehearsal {
  readonly entry: string;
  readonly commands: readonly RehearsedCommand[];
}

const PAGE = readFileSync(join(__dirname, '../../../docs/operate/runbook.md'), 'utf8');
const NO_ENTRIES = [
  'Metrics without an alarm',
  'First real deployment',
  'Restoring the table',
  'Moving regions',
];

/** Every entry and playbook. */
const SECTIONS = PAGE.split(/^## /m)
  .slice(1)
  .map((text) => ({ entry: text.slice(0, text.indexOf('\n')), text }))
  .filter(({ entry }) => !NO_ENTRIES.includes(entry));

/** Entries that say neither how they are rehearsed nor why they cannot be. */
export const WITHOUT_REHEARSAL = SECTIONS.filter(({ text }) => !text.includes('**Rehearse.**')).map(
  ({ entry }) => entry,
);

/** The blocks ```sh rehearse. */
export const REHEARSALS: readonly Rehearsal[] = SECTIONS.flatMap(({ entry, text }) =>
  [...text.matchAll(/^```sh rehearse\n(.*?)^```/gms)].map(([, block = '']) => ({
    entry,
    commands: block.trimEnd().split('\n').map(parseCommand),
  })),
);

function parseCommand(line: string): RehearsedCommand {
  const [command = '', shows] = line.split(/\s+# shows /);
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  return { words, shows };
}
