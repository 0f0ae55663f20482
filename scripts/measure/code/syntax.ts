import { posix } from 'node:path';
import { parseSync } from '@swc/core';
import type { Checkout } from './checkout';

/** A node of swc's syntax tree. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Called for every node with its ancestors, the nearest first. */
export type Visit = (node: Node, ancestors: readonly Node[]) => void;

/** The statements of a TypeScript file. */
export function parse(source: string): readonly Node[] {
  return parseSync(source, { syntax: 'typescript' }).body as unknown as readonly Node[];
}

export function walk(value: unknown, visit: Visit, ancestors: readonly Node[] = []): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const node = 'type' in value && typeof value.type === 'string' ? (value as Node) : undefined;
  if (node) {
    visit(node, ancestors);
  }
  const below = node ? [node, ...ancestors] : ancestors;
  for (const [field, inner] of Object.entries(value)) {
    if (field !== 'span') {
      walk(inner, visit, below);
    }
  }
}

export interface Import {
  /** From the root, with extension: of a relative import alone. */
  readonly path: string;
  /** TypeScript drops the whole import: the two files meet in types alone. */
  readonly isType: boolean;
  /** What is imported by name; `*` for a whole module. */
  readonly names: readonly string[];
}

/** The relative imports of a file that lead to a source file: declarations, re-exports, `import()`, `require()` and type imports. */
export function readImports(path: string, checkout: Checkout): readonly Import[] {
  const imports: Import[] = [];
  walk(parse(checkout.read(path)), (node) => {
    const specifier = readSpecifier(node);
    if (!specifier?.startsWith('.')) {
      return;
    }
    const target = resolve(posix.join(posix.dirname(path), specifier), checkout);
    if (target) {
      imports.push({ path: target, isType: isTypeImport(node), names: readNames(node) });
    }
  });
  return imports;
}

function readSpecifier(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return readText(node.source);
    case 'TsImportType':
      return readText(node.argument);
    case 'CallExpression': {
      const callee = node.callee as Node;
      const imports = callee.type === 'Import' || callee.value === 'require';
      return imports ? readText((node.arguments as { expression: unknown }[])[0]?.expression) : undefined;
    }
    default:
      return undefined;
  }
}

function readText(node: unknown): string | undefined {
  const { type, value } = Object(node) as { type?: unknown; value?: unknown };
  return type === 'StringLiteral' && typeof value === 'string' ? value : undefined;
}

function isTypeImport(node: Node): boolean {
  const specifiers = (node.specifiers ?? []) as readonly { readonly isTypeOnly?: boolean }[];
  const all = specifiers.length > 0 && specifiers.every(({ isTypeOnly }) => isTypeOnly);
  return node.type === 'TsImportType' || node.typeOnly === true || all;
}

function readNames(node: Node): readonly string[] {
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') {
    return ['*'];
  }
  const specifiers = node.specifiers as readonly Record<string, { readonly value: string } | undefined>[];
  return specifiers.map(({ imported, orig, local, type }) =>
    String(type) === 'ImportNamespaceSpecifier' ? '*' : ((imported ?? orig ?? local)?.value ?? '*'),
  );
}

function resolve(path: string, checkout: Checkout): string | undefined {
  return [path, `${path}.ts`, `${path}/index.ts`].find(
    (candidate) => candidate.endsWith('.ts') && checkout.has(candidate),
  );
}
