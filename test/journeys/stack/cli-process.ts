import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { eventually } from '../../support/eventually';

const READY_WITHIN_MS = 120_000;

/** `npm start` as a process of its own, to be stopped or killed. */
export class CliProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly words: { readonly all: string; readonly out: string },
  ) {}

  /** `localDir` keeps what it writes out of the project, and out of sight of a developer's own `inbox --local`. */
  static start(args: readonly string[], localDir: string, shell: NodeJS.ProcessEnv = {}): CliProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', join('local', 'main.ts'), ...args], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, ...shell, EXTRACTION_INBOX_LOCAL_DIR: localDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const words = { all: '', out: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      words.all += chunk;
      words.out += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      words.all += chunk;
    });
    return new CliProcess(child, words);
  }

  get output(): string {
    return this.words.all;
  }

  /** On standard output alone. */
  get printed(): string {
    return this.words.out;
  }

  /** What it wrote to its endpoints file once it was ready. */
  async ready(): Promise<Endpoints> {
    await eventually(async () => {
      if (this.child.exitCode !== null) {
        throw new Error(`npm start ended with ${this.child.exitCode}. It said:\n${this.output}`);
      }
      return this.output.includes('Ctrl-C stops everything') || undefined;
    }, READY_WITHIN_MS);
    return JSON.parse(readFileSync(this.endpointsFile, 'utf8')) as Endpoints;
  }

  /** As it said. */
  get endpointsFile(): string {
    return /^Endpoints, keys and log: (.+?)(?: \(--verbose.*)?$/m.exec(this.output)?.[1] ?? '';
  }

  /** Exit code, or the signal it died of. */
  async end(signal?: NodeJS.Signals): Promise<number | string> {
    const { child } = this;
    const over = child.exitCode !== null || child.signalCode !== null;
    const exit = over ? [child.exitCode, child.signalCode] : once(child, 'exit');
    if (signal && !over) {
      child.kill(signal);
    }
    const [code, by] = await exit;
    return code ?? by;
  }

  /** Every process it started, and theirs. */
  descendants(): readonly number[] {
    return this.child.pid === undefined ? [] : findDescendants(this.child.pid);
  }
}

/** From /proc: there is no other way to see grandchildren without a tool. */
function findDescendants(pid: number): number[] {
  const children = readChildren(pid);
  return [...children, ...children.flatMap(findDescendants)];
}

function readChildren(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
