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

export interface MeasuredFrames {
  readonly toFirstWrite: PathFrames;
  readonly toLimai: PathFrames;
  readonly toExtend: PathFrames;
}

export interface PathFrames {
  readonly path: string;
  /** `path#function`, from the handler on. */
  readonly frames: readonly string[];
  /** How many of them come before an adapter: up to the port that a use case or a provider calls. */
  readonly toPort: readonly string[];
  /** Without callbacks, which have no name of their own. */
  readonly named: readonly string[];
}

const LIMAI_WEBHOOK = 'fixtures/limai/document-extracted-success.json';
/** An event without an output: the API is asked for the run. */
const EXTEND_WEBHOOK = JSON.stringify({
  eventId: 'measured',
  eventType: 'extract_run.processed',
  payload: { object: 'extract_run', id: 'exr_measured', status: 'PROCESSED' },
});

/**
 * The checkout's own functions between a handler and what it asks of the world, found by running them: each function of the two bundles
 * tells when it runs, so that a promise handed on without `await` hides none. Ingest takes one signed webhook of Limai, up to its first
 * write to DynamoDB; the processor takes the message that ingest sent, up to the request to the provider, for either provider. A callback
 * is a frame too; the SDK and Node are not. Table, environment and settings come from the checkout's template, so that it is measured in
 * either layout.
 */
export async function measureFrames(checkout: Checkout): Promise<MeasuredFrames> {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-frames-'));
  try {
    const ingest = await bundleInstrumented('ingest', checkout, folder);
    const process = await bundleInstrumented('process', checkout, folder);
    const probe = async (provider: ProbeJob['provider'], body: string) =>
      runProbe({ provider, template: readTemplate(checkout, folder, provider), ingest, process, body });
    const limai = await probe('limai', checkout.read(LIMAI_WEBHOOK));
    const extend = await probe('extend', EXTEND_WEBHOOK);
    return {
      toFirstWrite: describePath('handler to first write', limai.toFirstWrite),
      toLimai: describePath("SQS to Limai's socket", limai.toProvider),
      toExtend: describePath("SQS to Extend's socket", extend.toProvider),
    };
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

async function runProbe(job: ProbeJob): Promise<Required<Omit<ProbeResult, 'error'>>> {
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
    const { toFirstWrite = [], toProvider = [], error } = result as ProbeResult;
    if (toFirstWrite.length === 0 || toProvider.length === 0) {
      throw new Error(error ?? 'A handler ended without a write or without a request to the provider.');
    }
    return { toFirstWrite, toProvider };
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
