import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundlingOptions } from '../code/bundles';
import type { Checkout } from '../code/checkout';
import { instrument } from './instrument';
import type { ProbeJob, ProbeResult } from './probe';
import { readTemplate } from './template';

export interface PathFrames {
  readonly path: string;
  /** `path#function`, from the handler on. */
  readonly frames: readonly string[];
  /** How many of them come before an adapter: up to the port that a use case or a provider calls. */
  readonly toPort: readonly string[];
  /** Without callbacks, which have no name of their own. */
  readonly named: readonly string[];
}

const WEBHOOK = 'fixtures/limai/document-extracted-success.json';

/**
 * The checkout's own functions between a handler and what it asks of the world, found by running them: each function of the two bundles
 * tells when it runs, so that a promise handed on without `await` hides none. Ingest takes one signed webhook, up to its first write to
 * DynamoDB; the processor takes the message that ingest sent, up to the request to the provider. A callback is a frame too; the SDK and
 * Node are not. Table, environment and settings come from the checkout's template, so that it is measured in either layout.
 */
export async function measureFrames(checkout: Checkout): Promise<readonly [PathFrames, PathFrames]> {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-frames-'));
  try {
    const {
      toFirstWrite = [],
      toProvider = [],
      error,
    } = await runProbe({
      template: readTemplate(checkout, folder),
      ingest: await bundleInstrumented('ingest', checkout, folder),
      process: await bundleInstrumented('process', checkout, folder),
      body: checkout.read(WEBHOOK),
    });
    if (toFirstWrite.length === 0 || toProvider.length === 0) {
      throw new Error(error ?? 'A handler ended without a write or without a request to the provider.');
    }
    return [
      describePath('handler to first write', toFirstWrite),
      describePath("SQS to the provider's socket", toProvider),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describePath(path: string, frames: readonly string[]): PathFrames {
  return {
    path,
    frames,
    toPort: frames.filter((frame) => !frame.startsWith('lambda/adapters/')),
    named: frames.filter((frame) => !frame.includes('#(in ')),
  };
}

async function runProbe(job: ProbeJob): Promise<ProbeResult> {
  const child = fork(join(__dirname, 'probe.ts'), {
    execArgv: ['--import', 'tsx', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(job);
  try {
    const [result] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The handlers' process ended with ${code} before it had measured.`);
      }),
    ]);
    return result as ProbeResult;
  } finally {
    child.kill();
  }
}

async function bundleInstrumented(name: string, checkout: Checkout, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.js`);
  await build({
    ...bundlingOptions(checkout),
    minify: false,
    entryPoints: [`lambda/handlers/${name}.ts`],
    outfile,
    plugins: [instrumentOwn(checkout)],
    logLevel: 'error',
  });
  return outfile;
}

function instrumentOwn({ root }: Checkout): Plugin {
  return {
    name: 'instrument',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path.includes('node_modules')
          ? undefined
          : { contents: instrument(readFileSync(path, 'utf8'), path.slice(root.length + 1)), loader: 'ts' },
      ),
  };
}
