/** Writes what the app is made of, without development's tools: `npm run sbom [-- <file>]`. */
import { writeFileSync } from 'node:fs';
import { name } from '../../package.json';
import { npmBom } from './npm-bom';
import { runtimeBom } from './runtime-bom';

const file = process.argv[2] ?? 'sbom.cdx.json';
const bom = runtimeBom(npmBom(), name);
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${file}: CycloneDX, ${bom.components.length} components`);
