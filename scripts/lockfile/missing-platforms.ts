/** The parts of a package-lock.json that matter here. */
export interface Lockfile {
  readonly packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** Inside another package's archive, whose integrity covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  /** A folder of this repository. */
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

export type MissingPackage = readonly [path: string, entry: LockedPackage];

const PLATFORM =
  /-(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-([a-z0-9]+)(?:-(gnu|musl|msvc|\w*eabi\w*))?$/;
const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', musl: 'musl' };

/**
 * Binaries for other platforms that the lockfile lacks because the registry it was written with did not have them: `npm ci`
 * refuses such a lockfile. Each entry is what npm writes, without the integrity nobody here could compute.
 */
export function missingPlatforms({ packages }: Lockfile): MissingPackage[] {
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([path, parent]) =>
      Object.entries(parent.optionalDependencies ?? {})
        .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
        .map(([name, version]) => [`node_modules/${name}`, createEntry(name, version, parent)] as const),
    );
}

function createEntry(name: string, version: string, parent: LockedPackage): LockedPackage {
  const [, os, cpu, abi] = PLATFORM.exec(name) ?? [];
  const libc = LIBC[abi ?? ''];
  return {
    version,
    ...(parent.dev && { dev: true }),
    ...(cpu && { cpu: [cpu] }),
    optional: true,
    ...(os && { os: [os] }),
    ...(libc && { libc: [libc] }),
  };
}
