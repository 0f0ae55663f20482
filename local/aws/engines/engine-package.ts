import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programFile } from '../program-file';

/** The packages of the engines, and the versions that the local run is tested with. */
export const ENGINE_PACKAGES = { dynalite: '4.0.0', fauxqs: '2.4.1' } as const;

export type EnginePackage = keyof typeof ENGINE_PACKAGES;

/** Folder of an installed package: beside this program, or else in the project of the current folder. */
export function findPackage(name: string, from = [programFile(), process.cwd()]): string | undefined {
  for (const start of from) {
    for (let folder = start; ; folder = dirname(folder)) {
      const found = join(folder, 'node_modules', name);
      if (existsSync(join(found, 'package.json'))) {
        return found;
      }
      if (folder === dirname(folder)) {
        break;
      }
    }
  }
  return undefined;
}

/** File of an engine that its process loads. @throws Error with the line that installs it */
export function engineEntry(name: EnginePackage, find: typeof findPackage = findPackage): string {
  const folder = find(name);
  if (folder === undefined) {
    throw new Error(describeMissing([name]));
  }
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly main?: string;
  };
  return join(folder, main ?? 'index.js');
}

/** @throws Error that names every engine that is not installed, with the line that installs them */
export function requireEngines(
  names: readonly EnginePackage[],
  find: (name: string) => string | undefined = findPackage,
): void {
  const missing = names.filter((name) => find(name) === undefined);
  if (missing.length > 0) {
    throw new Error(describeMissing(missing));
  }
}

function describeMissing(names: readonly EnginePackage[]): string {
  const words = names.map((name) => `${name}@${ENGINE_PACKAGES[name]}`).join(' ');
  return `The local run needs ${names.join(' and ')}, which ${names.length === 1 ? 'is' : 'are'} not installed. Install with \`npm install --save-dev ${words}\`.`;
}
