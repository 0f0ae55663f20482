import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { withContents } from '../contents/contents';
import { constructPage } from './construct-page';
import { extractApi } from './extract-api';

const ROOT = join(__dirname, '..', '..', '..');

/** The file → what it holds, as the sources say. */
export function constructDocs(): Readonly<Record<string, string>> {
  const { report, model } = extractApi();
  const introduction = readFileSync(join(__dirname, 'introduction.md'), 'utf8');
  return {
    [join('etc', 'extraction-inbox.api.md')]: report,
    [join('docs', 'construct.md')]: withContents(constructPage(model, introduction)),
  };
}

/** Writes the API report and docs/construct.md. */
export async function writeConstructDocs(): Promise<ExitCode> {
  for (const [file, text] of Object.entries(constructDocs())) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
    printLine(file);
  }
  return EXIT.done;
}
