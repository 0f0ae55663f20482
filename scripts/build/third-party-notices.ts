import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledPackage } from '../generate/licences/bundled-packages';
import { ROOT } from './package-part';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/**
 * THIRD-PARTY-NOTICES: every package whose code is in the published package, above the text of its licence. Packages with the
 * same text share one; one that holds no text has that of another package under the same licence.
 */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const texts = packages.map(({ licence, folder }) => ({ licence, text: licenceText(join(ROOT, folder)) }));
  const named = new Map<string, string[]>();
  for (const [position, { name, version, licence }] of packages.entries()) {
    const text =
      texts[position]?.text ??
      texts.find((one) => one.licence === licence && one.text)?.text ??
      'The package holds no text of its licence.';
    named.set(text, [...(named.get(text) ?? []), `${name} ${version} (${licence})`]);
  }
  const head = `This package contains code of ${packages.length} other packages, each under its own licence.\n`;
  const entries = [...named].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return [head, ...entries].join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceText(folder: string): string | undefined {
  const files = readdirSync(folder).filter((name) => LICENCE_FILE.test(name));
  const texts = files
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r\n/g, '\n').trim());
  return texts.length > 0 ? texts.join('\n\n') : undefined;
}
