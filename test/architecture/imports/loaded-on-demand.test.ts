import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Node, readSyntax } from '../source-files';

const ROOT = join(__dirname, '..', '..', '..');
const LOADING = ['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration'];

/** Every file of ours that is loaded with this one, without what `import()` brings later. */
function loadedWith(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) {
    return loaded;
  }
  loaded.add(path);
  for (const specifier of readSyntax(path).flatMap(readLoaded)) {
    const file = `${posix.join(dirname(path), specifier)}.ts`;
    if (specifier.startsWith('.') && existsSync(join(ROOT, file))) {
      loadedWith(file, loaded);
    }
  }
  return loaded;
}

function readLoaded(node: Node): string[] {
  const { value } = (node.source ?? {}) as { readonly value?: string };
  return LOADING.includes(node.type) && node.typeOnly !== true && value !== undefined ? [value] : [];
}

describe('the command line', () => {
  const loaded = [...loadedWith('cli/main.ts')];

  it('loads nothing of the local run with a command that does not start it', () => {
    expect(loaded).toEqual(expect.arrayContaining(['cli/program.ts', 'cli/local-programs.ts']));
    expect(loaded.filter((file) => file.startsWith('local/'))).toEqual([]);
  });
});
