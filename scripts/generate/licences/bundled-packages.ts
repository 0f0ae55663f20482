import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers } from '../../../lib/functions/bundling';

const ROOT = join(__dirname, '..', '..', '..');

/** A package of which at least one byte is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its package.json says it. */
  readonly licence: string;
  /** Where it is installed, relative to the root. */
  readonly folder: string;
  /** What it is in: names of functions. */
  readonly usedIn: readonly string[];
}

/** Every package in the functions' bundles, by name: bundled as for a deployment, and read from what came of it. */
export function packagesInFunctions(): BundledPackage[] {
  return toPackages(bundleHandlers().inputs);
}

/** The packages that bundled files belong to. @param inputs a file, relative to the root → what it is in */
export function toPackages(inputs: ReadonlyMap<string, readonly string[]>): BundledPackage[] {
  const found = new Map<string, Set<string>>();
  for (const [path, usedIn] of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder !== undefined) {
      found.set(folder, new Set([...(found.get(folder) ?? []), ...usedIn]));
    }
  }
  return [...found].map(([folder, usedIn]) => describePackage(folder, [...usedIn])).sort(byName);
}

function describePackage(folder: string, usedIn: readonly string[]): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  return { name, version, licence: license ?? 'none stated', folder, usedIn };
}

function byName(a: BundledPackage, b: BundledPackage): number {
  return a.name < b.name ? -1 : 1;
}
