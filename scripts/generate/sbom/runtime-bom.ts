/** The parts of a CycloneDX document that matter here. */
export interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** A package by name and version. */
type Named = Pick<Component, 'name' | 'version'>;

/**
 * Leaves only what is deployed or published: the packages that are bundled, and the peers with all that these need. npm cannot
 * tell: what is bundled is a dependency of development for it.
 */
export function runtimeBom<T extends Bom>(
  bom: T,
  name: string,
  bundled: readonly Named[],
  peers: readonly string[],
): T {
  const isBundled = new Set(bundled.map((one) => `${one.name}@${one.version}`));
  const needed = closure(
    bom,
    bom.components.filter((component) => peers.includes(component.name)),
  );
  const components = bom.components.filter(
    (component) =>
      needed.has(component['bom-ref']) || isBundled.has(`${component.name}@${component.version}`),
  );
  const kept = new Set([bom.metadata.component, ...components].map((component) => component['bom-ref']));
  const dependencies = bom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  // npm calls the application by the folder it stands in.
  const metadata = { ...bom.metadata, component: { ...bom.metadata.component, name } };
  return { ...bom, metadata, components, dependencies };
}

/** References of the components and of everything that they need. */
function closure(bom: Bom, components: readonly Component[]): ReadonlySet<string> {
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const found = new Set(components.map((component) => component['bom-ref']));
  for (const ref of found) {
    for (const other of needs.get(ref) ?? []) {
      found.add(other);
    }
  }
  return found;
}
