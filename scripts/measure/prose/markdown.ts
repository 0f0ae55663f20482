/** A stretch of prose on a page: a paragraph, a heading, a list item or a table cell. */
export interface Block {
  readonly kind: 'text' | 'heading' | 'item' | 'cell';
  /** As it is written, with the page's line breaks. */
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

export interface ProseLine {
  readonly line: number;
  readonly text: string;
}

type Kind = 'blank' | 'code' | 'table' | 'definition' | 'heading' | 'item' | 'text';

interface MarkedLine extends ProseLine {
  readonly kind: Kind;
}

const FENCE = /^[\s>]*(```+|~~~+)/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

/** The page's prose, block by block: code blocks, link definitions and comments are left out. */
export function readBlocks(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { kind: Block['kind']; line: number; lines: string[] } | undefined;
  const close = () => {
    if (open) {
      blocks.push({ kind: open.kind, line: open.line, text: open.lines.join('\n') });
    }
    open = undefined;
  };
  for (const { kind, text, line } of markLines(page)) {
    if (kind === 'text' && open) {
      open.lines.push(text.trim());
      continue;
    }
    close();
    if (kind === 'table') {
      blocks.push(...readCells(text).map((cell) => ({ kind: 'cell' as const, text: cell, line })));
    } else if (kind === 'heading') {
      blocks.push({ kind: 'heading', text: text.replace(/^\s*#+\s*/, ''), line });
    } else if (kind === 'item') {
      open = { kind: 'item', line, lines: [text.replace(ITEM, '')] };
    } else if (kind === 'text') {
      open = { kind: 'text', line, lines: [text.trim()] };
    }
  }
  close();
  return blocks;
}

/** The lines that are wrapped by hand: no table, no code, no link definition, no line of badges. */
export function proseLines(page: string): readonly ProseLine[] {
  return markLines(page).filter(
    ({ kind, text }) => ['heading', 'item', 'text'].includes(kind) && !isBadgeLine(text),
  );
}

function markLines(page: string): readonly MarkedLine[] {
  let fence: string | undefined;
  return blankComments(page)
    .split('\n')
    .map((text, index) => {
      const [, mark = ''] = FENCE.exec(text) ?? [];
      const inside = fence !== undefined;
      if (fence !== undefined) {
        fence = mark.startsWith(fence) ? undefined : fence;
      } else if (mark !== '') {
        fence = mark;
      }
      const kind = inside || mark !== '' ? 'code' : classifyLine(text.replace(/^(\s*>)+\s?/, ''));
      return { kind, text: text.replace(/^(\s*>)+\s?/, ''), line: index + 1 };
    });
}

function classifyLine(text: string): Kind {
  if (/^\s*$|^\s*([-*_])(\s*\1){2,}\s*$/.test(text)) {
    return 'blank';
  }
  if (/^\s*\|/.test(text)) {
    return 'table';
  }
  if (/^ {0,3}\[[^\]]+\]:\s/.test(text)) {
    return 'definition';
  }
  if (/^ {0,3}#{1,6}\s/.test(text)) {
    return 'heading';
  }
  return ITEM.test(text) ? 'item' : 'text';
}

/** Keeps the line breaks, so that every line keeps its number. */
function blankComments(page: string): string {
  return page.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));
}

function readCells(row: string): readonly string[] {
  if (/^[\s|:-]+$/.test(row)) {
    return [];
  }
  return row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** Images and links side by side with no word between them. */
function isBadgeLine(text: string): boolean {
  const rest = text.replace(/\[?!\[[^\]]*\]\([^)]*\)(\]\([^)]*\))?/g, '');
  return rest !== text && rest.trim() === '';
}
