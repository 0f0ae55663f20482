import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundledPackage, toPackages } from '../generate/licences/bundled-packages';
import { commandLine } from './command-line';
import { construct } from './construct';
import { functions } from './functions';
import type { PackagePart } from './package-part';

/** What is bundled into the published package. */
export const PARTS: readonly PackagePart[] = [construct, functions, commandLine];

/** Every package whose code is in the published package, the deployed functions among it; found by building it. */
export async function publishedPackages(): Promise<readonly BundledPackage[]> {
  const folder = mkdtempSync(join(tmpdir(), 'published-packages-'));
  try {
    return await buildParts(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Builds all parts, and answers the packages that went into them. */
export async function buildParts(
  out: string,
  onPart?: (part: PackagePart) => void,
): Promise<readonly BundledPackage[]> {
  const files = new Map<string, readonly string[]>();
  for (const part of PARTS) {
    onPart?.(part);
    for (const [path, usedIn] of await part.build(out)) {
      files.set(path, [...(files.get(path) ?? []), ...usedIn]);
    }
  }
  return toPackages(files);
}
