import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { recordCommand } from './record';
import { drawRecording } from './recording-svg';

const FILE = join('docs', 'images', 'demo.svg');
const COMMAND = 'npm run demo';

/** Writes docs/images/demo.svg from a real run of the demo. */
export async function writeRecording(): Promise<ExitCode> {
  const lines = await recordCommand(COMMAND);
  writeFileSync(join(__dirname, '..', '..', '..', FILE), drawRecording(COMMAND, lines));
  printLine(`${FILE}: written`);
  return EXIT.done;
}
