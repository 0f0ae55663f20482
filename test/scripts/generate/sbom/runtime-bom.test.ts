import lockfile from '../../../../package-lock.json';
import { publishedPackages } from '../../../../scripts/build/published-packages';
import { npmBom } from '../../../../scripts/generate/sbom/npm-bom';
import { runtimeBom } from '../../../../scripts/generate/sbom/runtime-bom';
import { PEERS } from '../../../../scripts/generate/sbom/write-sbom';

interface Locked {
  readonly version?: string;
  readonly inBundle?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const LOCKED = lockfile.packages as Readonly<Record<string, Locked>>;

/** What the lockfile installs for these packages, with all that they need, by path. */
function installedFor(names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names.map((name) => `node_modules/${name}`));
  for (const path of found) {
    for (const name of Object.keys(LOCKED[path]?.dependencies ?? {})) {
      const places = path.split('/node_modules/').map((_, depth, parts) => parts.slice(0, depth + 1));
      const candidates = places.map((parts) => `${parts.join('/node_modules/')}/node_modules/${name}`);
      const place = [`node_modules/${name}`, ...candidates].findLast((candidate) => candidate in LOCKED);
      found.add(place ?? name);
    }
  }
  return found;
}

function toPurl(name: string, version = ''): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

describe('the SBOM', () => {
  let bom: {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly metadata: { readonly component: { readonly name: string; readonly 'bom-ref': string } };
    readonly components: readonly {
      readonly purl: string;
      readonly 'bom-ref': string;
      readonly hashes?: unknown[];
    }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  };
  let bundled: Awaited<ReturnType<typeof publishedPackages>>;
  beforeAll(async () => {
    bundled = await publishedPackages();
    bom = runtimeBom(npmBom(), 'extraction-inbox', bundled, PEERS) as unknown as typeof bom;
  }, 60_000);

  it('is CycloneDX and names the app', () => {
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'extraction-inbox' } },
    });
    expect(bom.specVersion).toMatch(/^1\.\d$/);
  });

  it('lists exactly what is bundled, and what the lockfile installs for the peers', () => {
    const peers = [...installedFor(PEERS)].map((path) =>
      toPurl(path.split('node_modules/').at(-1) ?? '', LOCKED[path]?.version),
    );
    const expected = new Set([...bundled.map(({ name, version }) => toPurl(name, version)), ...peers]);
    expect([...new Set(bom.components.map(({ purl }) => purl))].sort()).toEqual([...expected].sort());
  });

  it.each(['zod', '@aws-sdk/client-dynamodb', 'commander', 'aws-cdk-lib', 'constructs'])(
    'lists %s, which npm takes for a tool of development',
    (name) => {
      expect(bom.components.map(({ purl }) => purl)).toContain(
        toPurl(name, LOCKED[`node_modules/${name}`]?.version),
      );
    },
  );

  it.each(['jest', 'typescript', 'esbuild', 'dynalite'])('leaves out %s', (name) => {
    expect(bom.components.map(({ purl }) => purl)).not.toContain(
      toPurl(name, LOCKED[`node_modules/${name}`]?.version),
    );
  });

  it('has the hash of every component but those inside another', () => {
    const bare = bom.components.filter(({ hashes = [] }) => hashes.length === 0).map(({ purl }) => purl);
    const inside = Object.entries(LOCKED)
      .filter(([, { inBundle }]) => inBundle)
      .map(([path]) => path.split('node_modules/').at(-1) ?? '');
    expect(
      bare.filter((purl) => !inside.some((name) => purl.includes(`/${name.replace('@', '%40')}@`))),
    ).toEqual([]);
  });

  it('refers to no component it does not list', () => {
    const known = new Set(
      [bom.metadata.component, ...bom.components].map((component) => component['bom-ref']),
    );
    const lost = bom.dependencies
      .flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
      .filter((ref) => !known.has(ref));
    expect(lost).toEqual([]);
  });
});
