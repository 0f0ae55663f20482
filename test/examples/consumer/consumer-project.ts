import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../support/eventually';

const READY_WITHIN_MS = 120_000;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder that npm installed packages into, far from this repository. */
export class ConsumerProject {
  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "name": "consumer", "private": true }\n');
  }

  async install(...packages: readonly string[]): Promise<void> {
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', ...quiet, ...packages], {
      cwd: this.directory,
      env: environment(process.execPath),
    });
  }

  /** Installed packages: name → the names that it requires. */
  dependencies(): ReadonlyMap<string, readonly string[]> {
    const file = join(this.directory, 'node_modules', '.package-lock.json');
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
      packages: Record<string, { readonly dependencies?: object }>;
    };
    return new Map(
      Object.entries(packages).map(([path, { dependencies = {} }]) => [
        path.replace(/^.*node_modules\//, ''),
        Object.keys(dependencies),
      ]),
    );
  }

  /** `extraction-inbox <args>` by the installed program. */
  inbox(node: string, ...args: readonly string[]): Promise<Ended> {
    return this.run(node, join('node_modules', '.bin', 'extraction-inbox'), args);
  }

  /** Synthesizes an app of the folder, and answers its assembly. */
  async synthesize(node: string, file: string, tsx = join('node_modules', '.bin', 'tsx')): Promise<string> {
    const outDir = join(this.directory, `${file}.out`);
    const { code, err } = await this.run(node, tsx, [file], { CDK_OUTDIR: outDir });
    if (code !== 0) {
      throw new Error(`${file}: ended with ${code}. It said:\n${err}`);
    }
    return outDir;
  }

  /** `extraction-inbox start`, once webhooks can come. */
  async start(node: string, ...args: readonly string[]): Promise<StartedProgram> {
    const command = join('node_modules', '.bin', 'extraction-inbox');
    const child = spawn(command, ['start', '--port', '0', ...args], {
      cwd: this.directory,
      env: environment(node),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new StartedProgram(child);
    await eventually(async () => {
      if (child.exitCode !== null) {
        throw new Error(`start ended with ${child.exitCode}. It said:\n${started.output}`);
      }
      return this.#runningId();
    }, READY_WITHIN_MS);
    return started;
  }

  #runningId(): string | undefined {
    const runs = join(this.directory, '.local', 'runs');
    const ids = existsSync(runs) ? readdirSync(runs) : [];
    return ids.find((id) => existsSync(join(runs, id, 'endpoints.json')));
  }

  private async run(
    node: string,
    command: string,
    args: readonly string[],
    added: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    const options = { cwd: this.directory, env: { ...environment(node), ...added } };
    return promisify(execFile)(join(this.directory, command), [...args], options).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        out: error.stdout,
        err: error.stderr,
      }),
    );
  }
}

export class StartedProgram {
  output = '';

  constructor(private readonly child: ChildProcess) {
    const listen = (chunk: Buffer) => {
      this.output += chunk;
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
  }

  /** As Ctrl-C does. Answers its exit code. */
  async stop(): Promise<number | null> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGINT');
    const [code] = await exit;
    return code;
  }
}

/** Of a person's shell with this Node: nothing of npm's, of Jest's or of this repository. */
function environment(node: string): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache|userconfig))|JEST_|NODE_ENV|EXTRACTION_INBOX)/.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: [dirname(node), ...path].join(delimiter) };
}
