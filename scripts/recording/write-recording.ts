import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { recordCommand } from './record';
import { drawRecording } from './recording-svg';

const FILE = join('docs', 'images', 'demo.svg');

/** Writes docs/images/demo.svg from a real run of the demo. */
export async function writeRecording(): Promise<ExitCode> {
  const lines = await recordCommand('npm run --silent demo');
  writeFileSync(join(__dirname, '..', '..', FILE), drawRecording('npm run demo', lines));
  printLine(`${FILE}: written`);
  return EXIT.done;
}
