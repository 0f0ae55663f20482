import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import type { Context } from '../../../cli/commands/command';
import { createProgram } from '../../../cli/program';
import { PAGES, type Page } from '../pages';

/** A command line of a page. */
export interface DocCommand {
  readonly page: string;
  /** As it stands there, continued lines together. */
  readonly text: string;
  /** `name`: prose that names a command, without any operand or option. */
  readonly kind: 'line' | 'name';
  /** Of an example with its output. @default 0 */
  readonly code: number;
}

const COMMAND = String.raw`(?:npx (?:extraction-)?inbox|(?:extraction-)?inbox|aws|npm run send)(?=\s|$)`;
/** A block that holds such a line: as it stands, behind a pipe, in `$(…)` or after a word of the shell. */
const IN_BLOCK = new RegExp(String.raw`(?:^|[|(;&]|\bdo |! |\|\| )\s*${COMMAND}`, 'm');
const SPAN = /^(?:npx (?:extraction-)?inbox|inbox|aws|npm run send)(?: |$)/;
/** Only names: `aws sqs purge-queue`. */
const OTHER_NAME = /^aws(?: [a-z0-9-]+){0,2}$|^npm run send$/;
const PROGRAM: Command = createProgram({} as Context);

/** Every command of README and docs, in the order in which a reader meets them. Rehearsals have a test of their own. */
export function readDocCommands(pages: readonly Page[] = PAGES): readonly DocCommand[] {
  return pages
    .filter(({ path }) => path === 'README.md' || /^docs\/(?!decisions\/)/.test(path))
    .flatMap(readPage);
}

function readPage(page: Page): readonly DocCommand[] {
  return page.text
    .split(/(^ *```[\s\S]*?^ *```)/m)
    .flatMap((part) => (/^ *```/.test(part) ? readBlock(part, page.path) : readSpans(part, page.path)));
}

function readBlock(block: string, page: string): readonly DocCommand[] {
  const [fence = '', ...lines] = block.split('\n').map((line) => line.trimEnd());
  const language = fence.trim().slice(3);
  const body = lines.slice(0, -1).join('\n');
  if (language === 'console') {
    return readConsole(body, page);
  }
  return ['', 'sh'].includes(language) && IN_BLOCK.test(body)
    ? splitCommands(body).map((text) => ({ page, text, kind: 'line', code: 0 }))
    : [];
}

function readConsole(body: string, page: string): readonly DocCommand[] {
  const code = Number(/^\[exit code (\d+)\]$/m.exec(body)?.[1] ?? 0);
  return [...body.matchAll(/^\$ (.+)$/gm)].map(([, text = '']) => ({ page, text, kind: 'line', code }));
}

function readSpans(prose: string, page: string): readonly DocCommand[] {
  return [...prose.matchAll(/`([^`]+)`/g)]
    .map(([, text = '']) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => SPAN.test(text))
    .map((text) => ({ page, text, kind: isName(text) ? 'name' : 'line', code: 0 }));
}

/** `inbox events show`, which needs more to be a command line. */
function isName(text: string): boolean {
  const [, words] = /^(?:npx )?(?:extraction-)?inbox(?: --local)?((?: \S+)*)$/.exec(text) ?? [];
  let command: Command | undefined = PROGRAM;
  for (const word of words?.split(' ').filter(Boolean) ?? []) {
    command = command?.commands.find((one) => one.name() === word);
  }
  return words === undefined ? OTHER_NAME.test(text) : command !== undefined;
}

/** Lines that belong together, as Bash sees it: loops, continued lines, pipes and functions stay whole. */
export function splitCommands(body: string): readonly string[] {
  const commands: string[] = [];
  let open: readonly string[] = [];
  for (const line of body.split('\n')) {
    open = [...open, line];
    const text = open.join('\n');
    if (isComplete(text)) {
      commands.push(text.trim());
      open = [];
    }
  }
  return [...commands, open.join('\n').trim()].filter((text) => text.replace(/^\s*#.*$/gm, '').trim() !== '');
}

function isComplete(text: string): boolean {
  const isContinued = /(?:\\|\||&&)\s*(?:#.*)?$/.test(text);
  return !isContinued && spawnSync('bash', ['-n'], { input: text }).status === 0;
}
