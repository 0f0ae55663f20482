import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { toAnchor } from '../../scripts/generate/contents/contents';

export const ROOT = join(__dirname, '..', '..');

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown page people read. */
export const PAGES: readonly Page[] = [
  ...markdownIn('.', false),
  ...markdownIn('docs', true),
  ...markdownIn('fixtures', true),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

function markdownIn(folder: string, recursive: boolean): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The page's text without blocks and spans of code, in which brackets are no links. */
export function prose({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Anchors of a page's headings, as GitHub names them. */
export function findAnchors(text: string): readonly string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => toAnchor(heading));
}
