/** Run it after `npm install` changed package-lock.json: `npx tsx scripts/lockfile/complete.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Lockfile, missingPlatforms } from './missing-platforms';

const FILE = 'package-lock.json';

const lockfile = JSON.parse(readFileSync(FILE, 'utf8')) as Lockfile;
const missing = missingPlatforms(lockfile);
const packages = { ...lockfile.packages, ...Object.fromEntries(missing) };
const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify({ ...lockfile, packages: sorted }, null, 2)}\n`);
console.log(`${missing.length} platform packages added to ${FILE}`);
