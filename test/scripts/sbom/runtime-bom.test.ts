import lockfile from '../../../package-lock.json';
import { npmBom } from '../../../scripts/sbom/npm-bom';
import { runtimeBom } from '../../../scripts/sbom/runtime-bom';

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly inBundle?: boolean;
  readonly integrity?: string;
}

/** What the lockfile says is installed without development's tools, by package URL. */
function lockedRuntime(): string[] {
  const packages = Object.entries(lockfile.packages as Readonly<Record<string, Locked>>);
  const urls = packages
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `pkg:npm/${name.replace('@', '%40')}@${version}`;
    });
  return [...new Set(urls)].sort();
}

describe('the SBOM', () => {
  const bom = runtimeBom(npmBom(), 'extraction-inbox') as unknown as {
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

  it('is CycloneDX and names the app', () => {
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'extraction-inbox' } },
    });
    expect(bom.specVersion).toMatch(/^1\.\d$/);
  });

  it('lists exactly what the lockfile installs without development', () => {
    const listed = new Set(bom.components.map(({ purl }) => purl));
    expect([...listed].sort()).toEqual(lockedRuntime());
  });

  it('has the hash of every component but those inside another', () => {
    const bare = bom.components.filter(({ hashes = [] }) => hashes.length === 0).map(({ purl }) => purl);
    const inside = Object.entries(lockfile.packages as Readonly<Record<string, Locked>>)
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
