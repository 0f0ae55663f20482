import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noteLine } from '../../../cli/terminal/output';
import { ANY_ENVIRONMENT } from '../../../lib/config/load-config';
import { ACCOUNT, REGION } from '../../aws/template/stack-scope';

export interface SynthesizeOptions {
  readonly outDir: string;
  /** As `-c config=<file>`. */
  readonly config?: string | undefined;
  /**
   * File of the app, relative to the project.
   * @default bin/app.ts
   */
  readonly app?: string | undefined;
}

const KEPT_WORDS = 4_000;
/** Linux takes 128 KiB per variable; the CDK reads what is longer from a file. */
const LONGEST_CONTEXT = 100_000;

/**
 * Synthesizes this repository's app as the CDK CLI does, without its start-up time.
 * @throws Error with the app's own words when it fails
 */
export async function synthesize({
  outDir,
  config,
  app = join('bin', 'app.ts'),
}: SynthesizeOptions): Promise<void> {
  // The template refers to account and region by name, and the run says what these are.
  const context = { [ANY_ENVIRONMENT]: true, ...(config !== undefined && { config }) };
  const { code, words } = await runApp(process.execPath, ['--import', 'tsx', app], {
    cwd: PROJECT_ROOT,
    env: await cliEnvironment(PROJECT_ROOT, outDir, context),
  });
  if (code !== 0) {
    throw new Error(`The app could not be synthesized. It said:\n${words}`);
  }
}

/**
 * Runs the command that synthesizes an app in the current folder, by the shell, as the CDK CLI does. What the app says when it
 * fails goes to standard error as it is.
 * @throws Error when it fails, or wrote its assembly elsewhere
 */
export async function synthesizeCommand(command: string, outDir: string): Promise<void> {
  const cwd = process.cwd();
  const { code, words } = await runApp(command, [], {
    cwd,
    env: await cliEnvironment(cwd, outDir, {}),
    shell: true,
  });
  if (code !== 0) {
    noteLine(words);
    throw new Error(
      `--app: "${command}" ended with exit code ${code}, expected 0. What it said stands above.`,
    );
  }
  if (!existsSync(join(outDir, 'manifest.json'))) {
    throw new Error(
      `--app: "${command}" wrote no cloud assembly to the folder that CDK_OUTDIR names. Call app.synth() if nothing does, and leave \`outdir\` out of \`new App()\`; or synthesize it yourself, and name the folder with --assembly.`,
    );
  }
}

async function runApp(file: string, args: readonly string[], { env, ...options }: SpawnOptions) {
  const child = spawn(file, [...args], {
    ...options,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const listen = (chunk: Buffer) => {
    words = (words + chunk).slice(-KEPT_WORDS);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, words: words.trim() };
}

/** What the CLI hands to an app. CloudFormation's own validator costs 7 s: `cdk synth` runs it. */
async function cliEnvironment(
  project: string,
  outDir: string,
  added: object,
): Promise<Record<string, string>> {
  await mkdir(outDir, { recursive: true });
  const context = {
    ...(await readJson(join(project, 'cdk.json'))).context,
    ...(await readJson(join(project, 'cdk.context.json'))),
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:version-reporting': false,
    'aws:cdk:bundling-stacks': ['**'],
    ...added,
  };
  const text = JSON.stringify(context);
  const environment = {
    CDK_OUTDIR: outDir,
    CDK_VALIDATION: 'false',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };
  if (text.length <= LONGEST_CONTEXT) {
    return { ...environment, CDK_CONTEXT_JSON: text };
  }
  const file = `${outDir}.context.json`;
  await writeFile(file, text);
  return { ...environment, CDK_CONTEXT_JSON: '{}', CONTEXT_OVERFLOW_LOCATION_ENV: file };
}

/** An empty object when there is no such file. */
async function readJson(
  file: string,
): Promise<{ readonly [key: string]: unknown; readonly context?: object }> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
}

export const PROJECT_ROOT = join(__dirname, '..', '..', '..');

/** What the local run leaves behind in the project; not in version control. */
export const LOCAL_DIR = join(PROJECT_ROOT, '.local');
