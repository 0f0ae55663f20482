import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_DIR } from '../../../local/run/app/synthesize';
import { CommandFailedError, type RunCommand } from '../run-command';

export const REQUIREMENTS = join(__dirname, 'requirements.txt');
const CACHE = join(LOCAL_DIR, 'ministack');
/** Written last: an environment without it was not finished. */
const FINISHED = 'finished';
/** What MiniStack's package asks for. */
const NEEDED = [3, 10] as const;
const REMEDY = `Install Python ${NEEDED.join('.')} or newer with its venv module (on Debian and Ubuntu: apt-get install python3 python3-venv).`;

/**
 * The Python of a virtual environment that holds the MiniStack of requirements.txt; installed at the first use of a pin, then kept
 * in `.local/ministack`.
 * @throws Error with the remedy when there is no suitable Python, or a package cannot be had as it was pinned
 */
export async function pythonWithMiniStack(run: RunCommand): Promise<string> {
  const version = await pythonVersion(run);
  const problem = pythonProblem(version);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  const home = join(CACHE, environmentName(readFileSync(REQUIREMENTS, 'utf8'), version));
  if (!existsSync(join(home, FINISHED))) {
    await install(home, run);
  }
  return join(home, 'bin', 'python');
}

/** Changes with the pins and with the Python, so that an environment is never used for another. */
export function environmentName(requirements: string, version: string): string {
  return createHash('sha256').update(`${version}\n${requirements}`).digest('hex').slice(0, 16);
}

/** What is wrong with a Python that says `Python 3.9.2` of itself. */
export function pythonProblem(version: string): string | undefined {
  const [, major = '0', minor = '0'] = /^Python (\d+)\.(\d+)/.exec(version) ?? [];
  const [neededMajor, neededMinor] = NEEDED;
  const suits = Number(major) === neededMajor && Number(minor) >= neededMinor;
  return suits ? undefined : `python3: got "${version}", expected ${NEEDED.join('.')} or newer. ${REMEDY}`;
}

async function pythonVersion(run: RunCommand): Promise<string> {
  try {
    return (await run('python3', ['--version'])).trim();
  } catch (error) {
    if (error instanceof CommandFailedError) {
      throw new Error(`python3: could not be run, expected ${NEEDED.join('.')} or newer. ${REMEDY}`);
    }
    throw error;
  }
}

/** In a folder of its own until it is whole: another run may be doing the same. */
async function install(home: string, run: RunCommand): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'installing-'));
  try {
    await createEnvironment(draft, run);
    // The environment is used as `python -m …` only: nothing in it depends on where it stands.
    const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary', ':all:'];
    await run(join(draft, 'bin', 'python'), [...pip, '--requirement', REQUIREMENTS]);
    writeFileSync(join(draft, FINISHED), '');
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function createEnvironment(directory: string, run: RunCommand): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', directory]);
  } catch (error) {
    if (error instanceof CommandFailedError) {
      throw new Error(`python3 -m venv: failed, expected a virtual environment. ${REMEDY}\n${error.message}`);
    }
    throw error;
  }
}
