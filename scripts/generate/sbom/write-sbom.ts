import { writeFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { name } from '../../../package.json';
import { publishedPackages } from '../../build/published-packages';
import { npmBom } from './npm-bom';
import { runtimeBom } from './runtime-bom';

/** The packages that the construct needs where it is used; the engines of the local run are no part of a deployment. */
export const PEERS = ['aws-cdk-lib', 'constructs'];

/** Writes what is deployed and published, without development's tools. */
export async function writeSbom(file: string): Promise<ExitCode> {
  const bom = runtimeBom(npmBom(), name, await publishedPackages(), PEERS);
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
  printLine(`${file}: CycloneDX, ${bom.components.length} components`);
  return EXIT.done;
}
