import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createStyle } from '../../cli/terminal/style';
import { column, drawTable } from '../../cli/terminal/table';

const COLUMNS = [column('part'), column('files', 'number'), column('bytes', 'number')];

/** What a build wrote: files and bytes of each entry of the folder, and their sum. */
export function sizeTable(out: string): string {
  const parts = new Map<string, { files: number; bytes: number }>();
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      const [part = '', ...deeper] = relative(out, path).split(sep);
      const name = deeper.length > 0 ? `${part}/` : part;
      const { files, bytes } = parts.get(name) ?? { files: 0, bytes: 0 };
      parts.set(name, { files: files + 1, bytes: bytes + statSync(path).size });
    }
  }
  const rows = [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { files, bytes }]) => [name, files, bytes]);
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const all = [...parts.values()];
  rows.push(['all', total(all.map(({ files }) => files)), total(all.map(({ bytes }) => bytes))]);
  const view = { width: undefined, style: createStyle(), now: 0 };
  return drawTable(COLUMNS, rows, view).lines.join('\n');
}
