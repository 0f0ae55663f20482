import type { BundledPackage } from './bundled-packages';

/** Licences that ask for no more than to be named. Another one is a decision, not an update. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** Packages whose licence is none of those accepted. */
export function unacceptable(packages: readonly BundledPackage[]): BundledPackage[] {
  return packages.filter(({ licence }) => !PERMISSIVE.includes(licence));
}

/** docs/review/licences.md. */
export function licencesPage(packages: readonly BundledPackage[]): string {
  return `# Licences of what is bundled

\`npm run generate -- licences\` writes this page. It lists every package that contributes at least
one byte to a deployed function, according to esbuild.

Accepted licences are ${PERMISSIVE.join(', ')}.
With any other licence, the command exits with 1. Full texts are in the packages. The SBOM of
\`npm run generate -- sbom\` also lists what the app needs beyond the functions, above all the CDK
library.

| package | version | licence |
|---|---|---|
${packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`;
}
