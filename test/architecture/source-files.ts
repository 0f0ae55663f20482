import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from '@swc/core';

const ROOT = join(__dirname, '..', '..');

export interface SourceFile {
  /** From the root, with forward slashes and extension. */
  readonly path: string;
  /** What it imports: a package's name as written, or a path from the root without extension. */
  readonly imports: readonly string[];
  /** Its identifiers and the texts in its strings, without comments. */
  readonly words: readonly string[];
}

export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const IMPORTING = ['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration', 'TsImportType'];

/** Every TypeScript file below these folders, or the file itself. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap(pathsBelow).map(readSource);
}

function pathsBelow(folder: string): string[] {
  if (folder.endsWith('.ts')) {
    return [folder];
  }
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Every node of a file's syntax tree. */
export function readSyntax(path: string): Node[] {
  return findNodes(parseSync(readFileSync(join(ROOT, path), 'utf8'), { syntax: 'typescript' }));
}

function readSource(path: string): SourceFile {
  const nodes = readSyntax(path);
  return { path, imports: nodes.flatMap((node) => readImport(node, path)), words: nodes.flatMap(readWords) };
}

function findNodes(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const inner = Object.values(value).flatMap(findNodes);
  return 'type' in value && typeof value.type === 'string' ? [value as Node, ...inner] : inner;
}

function readImport(node: Node, path: string): string[] {
  const specifier = IMPORTING.includes(node.type) ? (node.source ?? node.argument) : calledWith(node);
  const literal = specifier as { type?: string; value?: unknown } | null | undefined;
  const text = literal?.type === 'StringLiteral' ? literal.value : undefined;
  return typeof text === 'string' ? [resolved(text, path)] : [];
}

/** `import('…')` and `require('…')`. */
function calledWith(node: Node): unknown {
  const callee = node.callee as { type?: string; value?: string } | undefined;
  const imports = callee?.type === 'Import' || callee?.value === 'require';
  return node.type === 'CallExpression' && imports
    ? (node.arguments as { expression: unknown }[])[0]?.expression
    : undefined;
}

function resolved(specifier: string, path: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : specifier;
}

/** The identifier's name or the string's text. */
export function readWords(node: Node): string[] {
  const text = node.type === 'TemplateElement' ? (node.raw ?? node.cooked) : node.value;
  const named = ['Identifier', 'StringLiteral', 'TemplateElement'].includes(node.type);
  return named && typeof text === 'string' ? [text] : [];
}
