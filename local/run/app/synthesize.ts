import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANY_ENVIRONMENT } from '../../../lib/config/load-config';

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

/**
 * Synthesizes the app as the CDK CLI does, without its start-up time.
 * @throws Error with the app's own words when it fails
 */
export async function synthesize({
  outDir,
  config,
  app = join('bin', 'app.ts'),
}: SynthesizeOptions): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const child = spawn(process.execPath, ['--import', 'tsx', app], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...(await cliEnvironment(outDir, config)) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const listen = (chunk: Buffer) => {
    words = (words + chunk).slice(-KEPT_WORDS);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(`The app could not be synthesized. It said:\n${words.trim()}`);
  }
}

/** What the CLI hands to an app. CloudFormation's own validator costs 7 s: `npm run synth` runs it. */
async function cliEnvironment(outDir: string, config: string | undefined): Promise<Record<string, string>> {
  const cdkJson = JSON.parse(await readFile(join(PROJECT_ROOT, 'cdk.json'), 'utf8')) as { context?: object };
  const context = {
    ...cdkJson.context,
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:version-reporting': false,
    'aws:cdk:bundling-stacks': ['**'],
    // The template refers to account and region by name, and the run says what these are.
    [ANY_ENVIRONMENT]: true,
    ...(config !== undefined && { config }),
  };
  return { CDK_OUTDIR: outDir, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: 'false' };
}

export const PROJECT_ROOT = join(__dirname, '..', '..', '..');

/** What the local run leaves behind in the project; not in version control. */
export const LOCAL_DIR = join(PROJECT_ROOT, '.local');
