import { type Node, readSyntax } from './source-files';

const TELLING = ['it', 'test', 'describe'];

/** The titles of a test file's tests and groups, as they stand there. */
export function testTitles(path: string): readonly string[] {
  return readSyntax(path)
    .filter((node) => node.type === 'CallExpression' && TELLING.includes(rootName(node.callee)))
    .flatMap((node) => {
      const [first] = node.arguments as { expression: Node }[];
      return first ? readText(first.expression) : [];
    });
}

/** Whether a file has a test (or group) of this title, or of a table's title that this one is a row of. */
export function hasTest(path: string, title: string): boolean {
  return testTitles(path).some((found) => found.includes(title) || rowPattern(found).test(title));
}

/** `it` of `it(…)`, `it.each(…)(…)` and `it.each<…>(…)(…)`. */
function rootName(callee: unknown): string {
  const node = callee as { type?: string; value?: string; callee?: unknown; object?: unknown } | undefined;
  if (node?.type === 'Identifier') {
    return node.value ?? '';
  }
  return node ? rootName(node.callee ?? node.object) : '';
}

function readText(node: Node): string[] {
  if (node.type === 'StringLiteral') {
    return [String(node.value)];
  }
  const quasis = node.type === 'TemplateLiteral' ? (node.quasis as { cooked?: string; raw?: string }[]) : [];
  return quasis.length > 0 ? [quasis.map(({ cooked, raw }) => cooked ?? raw ?? '').join('%s')] : [];
}

/** `%s`, `%j` and `$name` stand for anything; what else a title holds must be there, and be more than a word. */
function rowPattern(title: string): RegExp {
  const parts = title
    .split(/%[sdifjop#]|\$[\w.]+/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const isTable = parts.length > 1 && parts.join('').trim().length > 10;
  return isTable ? new RegExp(`^${parts.join('.+')}$`) : /(?!)/;
}
