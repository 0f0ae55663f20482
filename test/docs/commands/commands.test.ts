import { PAGES } from '../pages';
import { commandKey, EXIT_CODES, NOT_LOCAL, NOT_RUN, PLACEHOLDERS, VARIABLES } from './command-tables';
import { readDocCommands, splitCommands } from './read-commands';

const COMMANDS = readDocCommands();
const LINES = COMMANDS.filter(({ kind }) => kind === 'line').map(({ text }) => text);
const VERIFICATION = PAGES.find(({ path }) => path === 'docs/review/verification.md')?.text ?? '';

function codes(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

describe('the tables of the commands that are not run as they stand', () => {
  it('name commands that stand in README or docs', () => {
    const keys = LINES.map(commandKey);
    const isThere = (start: string) => keys.some((key) => key === start || key.startsWith(`${start} `));
    expect(Object.keys(NOT_RUN).filter((start) => !isThere(start))).toEqual([]);
    expect(Object.keys(EXIT_CODES).filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('name operations, placeholders and variables that stand there', () => {
    const text = LINES.join('\n');
    const all = COMMANDS.map((command) => command.text).join('\n');
    expect(Object.keys(NOT_LOCAL).filter((operation) => !all.includes(`aws ${operation}`))).toEqual([]);
    expect(PLACEHOLDERS.filter(([word]) => !text.includes(word))).toEqual([]);
    const isUsed = (name: string) => new RegExp(String.raw`\$\{?${name}\b`).test(text);
    expect(Object.keys(VARIABLES).filter((name) => !isUsed(name))).toEqual([]);
  });

  it('are in docs/review/verification.md, as far as AWS is concerned', () => {
    const [, section = ''] = VERIFICATION.split('\n## Commands of README and docs\n');
    const rows = (section.split('\n## ')[0] ?? '').match(/^\| `.+\|$/gm) ?? [];
    const listed = rows.flatMap((row) => {
      const [, service = '', ministack = '', parsed = ''] = row.split('|');
      const operations = (cell: string, where: string) =>
        codes(cell).map((operation) => [`${codes(service)} ${operation}`, where]);
      return [...operations(ministack, 'ministack'), ...operations(parsed, 'parsed')];
    });
    expect(Object.fromEntries(listed)).toEqual(NOT_LOCAL);
  });
});

describe('splitCommands', () => {
  it('keeps together what Bash reads as one command', () => {
    const body = [
      '# a comment',
      'aws s3 ls \\',
      '  --region x',
      'for a in b; do',
      '  inbox stats',
      'done',
      'x |',
      '  y',
      "echo 'two",
      "lines'",
    ];
    expect(splitCommands(body.join('\n'))).toEqual([
      'aws s3 ls \\\n  --region x',
      'for a in b; do\n  inbox stats\ndone',
      'x |\n  y',
      "echo 'two\nlines'",
    ]);
  });
});

describe('readDocCommands', () => {
  it('finds lines of blocks, examples with their exit codes, and spans', () => {
    const text = [
      'Run `npx inbox events show <eventId>` or `inbox events show`, not `inboxes` or `inbox events shwo`.',
      '```sh',
      'npx inbox stats  # counts',
      '```',
      '```console',
      '$ npx inbox --local events get x',
      'no result',
      '[exit code 1]',
      '```',
      '```sh',
      'npm ci',
      '```',
      '```sh rehearse',
      'npx inbox doctor',
      '```',
    ].join('\n');
    expect(readDocCommands([{ path: 'README.md', text }])).toEqual([
      { page: 'README.md', text: 'npx inbox events show <eventId>', kind: 'line', code: 0 },
      { page: 'README.md', text: 'inbox events show', kind: 'name', code: 0 },
      { page: 'README.md', text: 'inbox events shwo', kind: 'line', code: 0 },
      { page: 'README.md', text: 'npx inbox stats  # counts', kind: 'line', code: 0 },
      { page: 'README.md', text: 'npx inbox --local events get x', kind: 'line', code: 1 },
    ]);
  });
});
