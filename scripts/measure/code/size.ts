import type { Checkout } from './checkout';
import { filesMovedOut } from './moved-out';

export interface Size {
  readonly folder: string;
  readonly files: number;
  readonly lines: number;
  /** Without blank lines and lines that hold nothing but a comment. */
  readonly codeLines: number;
}

/** Files and lines of the product's TypeScript, folder by folder, with what was moved out of it; the last row is the sum. */
export function measureSize(checkout: Checkout): readonly Size[] {
  const rows = [
    ...checkout.product.map((folder) => countLines(folder, checkout.filesBelow([folder], '.ts'), checkout)),
    countLines('moved out', filesMovedOut(checkout) ?? [], checkout),
  ];
  const sum = (field: 'files' | 'lines' | 'codeLines') => rows.reduce((total, row) => total + row[field], 0);
  return [
    ...rows,
    { folder: 'product', files: sum('files'), lines: sum('lines'), codeLines: sum('codeLines') },
  ];
}

function countLines(folder: string, paths: readonly string[], checkout: Checkout): Size {
  const texts = paths.map((path) => checkout.read(path));
  return {
    folder,
    files: texts.length,
    lines: texts.reduce((total, text) => total + text.split('\n').length - 1, 0),
    codeLines: texts.reduce((total, text) => total + countCodeLines(text), 0),
  };
}

/** No line of a string begins like a comment here: Biome's format has comments on lines of their own. */
function countCodeLines(text: string): number {
  let inComment = false;
  let count = 0;
  for (const line of text.split('\n').map((one) => one.trim())) {
    const isComment: boolean = inComment || line.startsWith('//') || line.startsWith('/*');
    if (line !== '' && !isComment) {
      count += 1;
    }
    inComment = isComment && !line.startsWith('//') && !line.endsWith('*/');
  }
  return count;
}
