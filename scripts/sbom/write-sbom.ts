import { writeFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { name } from '../../package.json';
import { npmBom } from './npm-bom';
import { runtimeBom } from './runtime-bom';

/** Writes what the app is made of, without development's tools. */
export async function writeSbom(file: string): Promise<ExitCode> {
  const bom = runtimeBom(npmBom(), name);
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
  printLine(`${file}: CycloneDX, ${bom.components.length} components`);
  return EXIT.done;
}
