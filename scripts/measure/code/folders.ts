import { basename, dirname } from 'node:path';
import type { Checkout } from './checkout';

/** As many as a reader can choose from. */
export const MOST_ENTRIES = 12;

/** Lists that nobody chooses from by reading: decision records, recorded fixtures, snapshots. */
const LISTS = /^docs\/decisions$|(^|\/)(fixtures|__snapshots__)(\/|$)/;

const PROVIDERS = 'lambda/providers';

export interface FullFolder {
  readonly folder: string;
  readonly entries: number;
}

export interface SharedName {
  readonly layer: string;
  readonly name: string;
  readonly paths: readonly string[];
}

/** Folders with more than twelve files or folders side by side, the root not among them. */
export function findFullFolders(checkout: Checkout): readonly FullFolder[] {
  const roots = [...checkout.code, 'docs', 'fixtures'].filter((folder) => checkout.has(folder));
  return roots
    .flatMap((folder) => checkout.foldersBelow(folder))
    .filter((folder) => !LISTS.test(folder))
    .map((folder) => ({ folder, entries: countEntries(folder, checkout) }))
    .filter(({ entries }) => entries > MOST_ENTRIES);
}

/** `x.topic.test.ts` stands beside `x.test.ts` as one entry: a reader finds both by the first name. */
function countEntries(folder: string, checkout: Checkout): number {
  const names = checkout
    .list(folder)
    .filter(({ name }) => name !== '__snapshots__')
    .map(({ name }) => name.replace(/^([^.]+)\..*test\.ts$/, '$1.test.ts'));
  return new Set(names).size;
}

/**
 * Names of source files that occur twice within a top-level folder. Entry points keep `main.ts`, the folders of
 * two providers (lambda/providers/<id>, local/simulators/<id>) have files of the same names, and a test has the name of what it tests.
 */
export function findSharedNames(checkout: Checkout): readonly SharedName[] {
  const providers = checkout
    .list(PROVIDERS)
    .filter(({ isFolder, name }) => isFolder && name !== 'shared')
    .map(({ name }) => name);
  return checkout.code.flatMap((layer) => {
    const byName = new Map<string, string[]>();
    for (const path of checkout.sources([layer]).filter((one) => !one.endsWith('.test.ts'))) {
      byName.set(basename(path), [...(byName.get(basename(path)) ?? []), path]);
    }
    return [...byName]
      .filter(([name, paths]) => name !== 'main.ts' && !areCounterparts(paths, providers) && paths.length > 1)
      .map(([name, paths]) => ({ layer, name, paths }));
  });
}

/** Each in the folder of another provider: a provider is removed by removing its folders. */
function areCounterparts(paths: readonly string[], providers: readonly string[]): boolean {
  const owners = paths.map((path) => providers.find((id) => dirname(path).split('/').includes(id)));
  return owners.every((id) => id !== undefined) && new Set(owners).size === paths.length;
}
