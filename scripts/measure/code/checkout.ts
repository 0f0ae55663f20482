import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';

/** The folders that are the product in every layout. */
const PRODUCT = ['lambda', 'lib', 'cli'] as const;

/** Folders that a layout may move out of them; what Git sees moved elsewhere is counted beside them (moved-out.ts). */
const MOVED_OUT = ['contracts', 'terminal', 'operations'] as const;

const IGNORED = /^(node_modules|cdk\.out|dist|coverage|\..+)$/;

/** A working tree of this repository, in the layout before or after the capability folders. */
export class Checkout {
  constructor(readonly root: string) {
    if (!existsSync(join(root, 'package.json'))) {
      throw new Error(`--root: ${root} holds no package.json; expected a checkout of this repository.`);
    }
  }

  /** The product's folders: `lambda`, `lib`, `cli`, and what moved out of them. */
  get product(): readonly string[] {
    return [...PRODUCT, ...MOVED_OUT].filter((folder) => this.has(folder));
  }

  /** Every folder that holds code. */
  get code(): readonly string[] {
    return this.list('.')
      .filter(({ name, isFolder }) => isFolder && !['docs', 'fixtures'].includes(name))
      .map(({ name }) => name);
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Names in a folder, without what Git ignores. */
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] {
    return readdirSync(join(this.root, folder), { withFileTypes: true })
      .filter(({ name }) => !IGNORED.test(name))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }

  /** A folder and every folder below it. */
  foldersBelow(folder: string): readonly string[] {
    const inner = this.list(folder).filter(({ isFolder }) => isFolder);
    return [folder, ...inner.flatMap(({ name }) => this.foldersBelow(posix.join(folder, name)))];
  }

  /** The files below these folders whose names end so, from the root and with forward slashes. */
  filesBelow(folders: readonly string[], ending: string): readonly string[] {
    return folders
      .flatMap((folder) => this.foldersBelow(folder))
      .flatMap((folder) =>
        this.list(folder)
          .filter(({ name, isFolder }) => !isFolder && name.endsWith(ending))
          .map(({ name }) => posix.join(folder, name)),
      )
      .sort();
  }

  /** TypeScript with code in it: declaration files hold none. */
  sources(folders: readonly string[]): readonly string[] {
    return this.filesBelow(folders, '.ts').filter((path) => !path.endsWith('.d.ts'));
  }

  /** The one source file of this name, wherever the layout has it. */
  find(name: string): string {
    const found = this.sources(this.code).filter((path) => basename(path) === name);
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${name}: got ${found.length} files in ${this.root}, expected one.`);
    }
    return found[0];
  }

  absolute(path: string): string {
    return join(this.root, path);
  }
}
