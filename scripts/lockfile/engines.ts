import type { Lockfile } from './missing-platforms';

/**
 * Packages that ask for Node 22 and run in the Node 24 binary of the local engines, whatever Node runs the rest
 * (local/aws/engines/node-with-sqlite.ts). With their `engines` in the lockfile, `npm ci` on Node 20 warns of each.
 */
const PACKAGES_OF_ENGINES: readonly string[] = ['fauxqs', 'cookie'];

/** The same packages, those of the local engines without their demand on Node. */
export function withoutEnginesDemand(packages: Lockfile['packages']): Lockfile['packages'] {
  const paths = PACKAGES_OF_ENGINES.map((name) => `node_modules/${name}`);
  return Object.fromEntries(
    Object.entries(packages).map(([path, entry]) => {
      const { engines, ...rest } = entry;
      return [path, paths.includes(path) ? rest : entry];
    }),
  );
}

/** Packages that make `npm ci` on Node 20 warn (EBADENGINE). */
export function findEngineWarnings({ packages }: Lockfile): readonly string[] {
  return Object.entries(packages)
    .filter(([, { engines, optional }]) => engines?.node && !optional && !allowsNode20(engines.node))
    .map(([path, { engines }]) => `${path}: ${engines?.node}`);
}

function allowsNode20(range: string): boolean {
  return range.split('||').some((part) => Number(/\d+/.exec(part)?.[0] ?? 0) <= 20);
}
