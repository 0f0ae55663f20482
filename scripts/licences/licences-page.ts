import type { BundledPackage } from './bundled-packages';

/** Licences that ask for no more than to be named. Another one is a decision, not an update. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** Packages whose licence is none of those accepted. */
export function unacceptable(packages: readonly BundledPackage[]): BundledPackage[] {
  return packages.filter(({ licence }) => !PERMISSIVE.includes(licence));
}

/** docs/licences.md. */
export function licencesPage(packages: readonly BundledPackage[]): string {
  return `# Licences of what is bundled

Written by \`npm run generate -- licences\`: every package of which a byte is in a deployed function, by esbuild's own account of the bundles. Accepted are
${PERMISSIVE.join(', ')}; any other licence ends the command with 1. Full texts are in the packages. What the app is made of beyond the
functions (the CDK library above all) is in the SBOM of \`npm run generate -- sbom\`.

| package | version | licence |
|---|---|---|
${packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`;
}
