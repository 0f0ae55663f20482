import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../../../cli/commands/command';
import { createProgram } from '../../../cli/program';
import type { Program } from '../../../cli/terminal/run-program';
import { helpAsOption } from '../../../cli/terminal/run-program';
import { PAGES } from '../../docs/pages';
import { PROGRAMS } from '../../support/programs/programs';
import { type Node, readSyntax, sourceFiles } from '../source-files';

const ROOT = join(__dirname, '../../..');
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).scripts;

/** Where people are told what to type: what the programs, alarms and log lines say, and the pages. */
const FOLDERS = ['cli', 'lambda', 'lib', 'local', 'proofs', 'scripts'];

/** Every program of ours has the first two; the last is esbuild's. */
const FOREIGN = ['--help', '--version', '--alias'];

interface Written {
  readonly where: string;
  readonly text: string;
}

/** The texts in a file's strings; what a template fills in is one word. */
function readTexts(path: string): Written[] {
  const nodes = readSyntax(path);
  const inTemplates = new Set(nodes.filter(({ type }) => type === 'TemplateLiteral').flatMap(readQuasis));
  return nodes.flatMap((node) => {
    const text =
      node.type === 'TemplateLiteral' ? readQuasis(node).map(readText).join('FILLED') : readText(node);
    const isText = ['StringLiteral', 'TemplateLiteral'].includes(node.type) && !inTemplates.has(node);
    return isText && text !== '' ? [{ where: path, text }] : [];
  });
}

function readQuasis(node: Node): Node[] {
  return (node.quasis as Node[] | undefined) ?? [];
}

function readText({ value, cooked, raw }: Node): string {
  const text = cooked ?? value ?? raw;
  return typeof text === 'string' ? text : '';
}

/** Command lines in backticks, and lines of code blocks. */
function commandLines({ where, text }: Written): Written[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const found = [
    ...joined.matchAll(/`((?:npx )?(?:inbox|npm run|npm start) ?[^`\n]*)`/g),
    ...joined.matchAll(/^(?:\$ )?((?:npx inbox|npm run|npm start) ?.*)$/gm),
    ...joined.matchAll(/(?:^|[|;:] )((?:npx inbox|npm run|npm start)(?: -- | [a-z-]+)[^|`;)\n]*)/gm),
  ];
  return found.map(([, line = '']) => ({
    where,
    text: line.split(/ #|\s(?:\||&&|;|>|2>)/)[0]?.trim() ?? '',
  }));
}

/** Words as a shell parts them, without what stands for more of them. */
function splitWords(text: string): string[] {
  const words = [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/^[[(]+|[\])…,.]+$/g, ''),
  );
  return words.filter((word) => word !== '' && word !== '…');
}

/** What is wrong with the words after `inbox`, or after `npm run x --`. */
function problemIn(command: Command, words: readonly string[], operands = 0): string | undefined {
  const [word, ...rest] = words;
  if (word === undefined) {
    return tooMany(command, operands);
  }
  if (word.startsWith('--')) {
    const option = findOption(command, word.split('=')[0] ?? '');
    const hasValue = option?.required === true && !word.includes('=');
    return option
      ? problemIn(command, hasValue ? rest.slice(1) : rest, operands)
      : `${command.name()} has no option ${word}`;
  }
  const child = operands === 0 ? command.commands.find((each) => each.name() === word) : undefined;
  return child ? problemIn(child, rest) : problemIn(command, rest, operands + 1);
}

function tooMany({ registeredArguments }: Command, operands: number): string | undefined {
  const isEndless = registeredArguments.some(({ variadic }) => variadic);
  return isEndless || operands <= registeredArguments.length
    ? undefined
    : `takes ${registeredArguments.length} operands, got ${operands}`;
}

/** `--`, help and version take no value. */
function findOption(command: Command, long: string): { readonly required: boolean } | undefined {
  if (['--', '--help', '--version'].includes(long)) {
    return { required: false };
  }
  const own = command.options.find((option) => option.long === long);
  return own ?? (command.parent ? findOption(command.parent, long) : undefined);
}

function findProblem({ text }: Written): string | undefined {
  const [first = '', ...rest] = splitWords(text.replace(/^npx /, ''));
  if (first === 'inbox') {
    return problemIn(inbox, helpAsOption(rest));
  }
  const [script = '', ...after] = rest[0] === 'run' ? rest.slice(1) : ['start', ...rest];
  if (script === 'FILLED') {
    return undefined;
  }
  if (SCRIPTS[script] === undefined) {
    return `package.json has no script ${script}`;
  }
  const file = /^node (?:--import tsx )?(\S+\.[jt]s)/.exec(SCRIPTS[script])?.[1];
  const program = PROGRAMS.find(([path]) => path === file)?.[1];
  if (after.length > 0 && after[0] !== '--') {
    return after[0]?.startsWith('--') ? 'npm takes the option for its own: write -- before it' : undefined;
  }
  return program && problemIn(program(), after.slice(1));
}

const TEXTS: readonly Written[] = [
  ...sourceFiles(...FOLDERS).flatMap(({ path }) => readTexts(path)),
  ...PAGES.filter(({ path }) => path !== 'CHANGELOG.md').map(({ path, text }) => ({ where: path, text })),
];

/** The program with the options of all its commands, which it loads with the command that is chosen. */
let inbox: Program;
beforeAll(async () => {
  inbox = await createProgram({} as Context).completeAll();
});

describe('the command lines that messages and pages name', () => {
  const lines = TEXTS.flatMap(commandLines);

  it('are many, in messages and pages', () => {
    expect(lines.filter(({ where }) => where.endsWith('.ts')).length).toBeGreaterThan(40);
    expect(lines.filter(({ where }) => where.endsWith('.md')).length).toBeGreaterThan(100);
  });

  it('are commands and options that there are', () => {
    const problems = lines.flatMap((line) => {
      const problem = findProblem(line);
      return problem === undefined ? [] : [`${line.where}: \`${line.text}\`: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('name no option that none of the programs has', () => {
    const known = new Set([
      ...FOREIGN,
      ...[inbox, ...PROGRAMS.map(([, program]) => program())].flatMap(optionsBelow),
    ]);
    const messages = TEXTS.filter(({ where }) => where.startsWith('cli/') || where.startsWith('lambda/'));
    const unknown = messages.flatMap(({ where, text }) =>
      [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)]
        .filter(([option]) => !known.has(option))
        .map(([option]) => `${where}: ${option}`),
    );
    expect(unknown).toEqual([]);
  });
});

function optionsBelow(command: Command): string[] {
  return [
    ...command.options.flatMap(({ long }) => long ?? []),
    ...command.commands.flatMap((one) => optionsBelow(one)),
  ];
}
