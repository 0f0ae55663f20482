import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { PACKAGED } from '../../lambda/contracts/packaged';
import { errorCode, UsageError } from '../terminal/errors';
import type { Input } from '../terminal/input';
import { UnreachableError } from './connection';
import { START_COMMAND } from './start-command';

/** On the port of a run's webhooks: answers which run is there. API Gateway has no such path. */
export const RUN_PATH = '/_local/run';
const ANSWER_WITHIN_MS = 5_000;
const DEFAULT_PORT_ID = '3000';

/** A local run in its endpoints file. */
export const runSchema = z.object({
  /** The port of its webhooks: the operating system lets no two runs have the same. */
  id: z.string(),
  /** Tells this run from every other one that ever used the port. */
  instance: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  logFile: z.string(),
  dataDir: z.string().optional(),
});

const identitySchema = z.object({ api: z.string(), run: runSchema });

export type RunDescription = z.infer<typeof runSchema>;
export type RunIdentity = z.infer<typeof identitySchema>;

/** `silent`: something accepts connections and does not answer, and the process is still there. */
export type RunState = 'running' | 'silent' | 'ended';

/** @default the one that runs */
export interface RunChoice {
  /** An endpoints file. */
  readonly endpoints?: string | undefined;
  readonly run?: string | undefined;
}

/**
 * Where the local runs keep their files, out of version control: in a checkout at its root, so that every folder of it finds them;
 * of the installed package in the current folder.
 */
export function localDirectory(): string {
  const around = PACKAGED ? process.cwd() : join(__dirname, '..', '..');
  return process.env.EXTRACTION_INBOX_LOCAL_DIR || join(around, '.local');
}

/** One directory for each run. */
export function runsDirectory(): string {
  return join(localDirectory(), 'runs');
}

export function endpointsFileIn(runDirectory: string): string {
  return join(runDirectory, 'endpoints.json');
}

/**
 * The endpoints file of the chosen run. Asks when several run and a person can answer.
 * @throws UnreachableError when it does not run, UsageError when several do
 */
export async function chooseLocalRun(
  { endpoints, run }: RunChoice,
  input: Pick<Input, 'isInteractive' | 'ask'>,
  runs = runsDirectory(),
): Promise<string> {
  if (endpoints !== undefined && run !== undefined) {
    throw new UsageError('--run and --endpoints: got both, expected one of them.');
  }
  if (endpoints !== undefined) {
    keepLoopbackOffProxies();
    const identity = readIdentity(endpoints);
    const state = identity && (await runState(identity));
    if (identity && state !== undefined && state !== 'running') {
      throw endedError(identity, state);
    }
    return endpoints;
  }
  const found = await findLocalRuns(runs);
  const running = found.filter(({ state }) => state === 'running');
  const id = run ?? (running.length > 1 ? await askForRun(running, input) : running[0]?.identity.run.id);
  const chosen = running.find(({ identity }) => identity.run.id === id);
  if (chosen) {
    return endpointsFileIn(chosen.directory);
  }
  const [ended] = found
    .filter(({ state, identity }) => state !== 'running' && (run ?? identity.run.id) === identity.run.id)
    .sort((a, b) => b.identity.run.startedAt.localeCompare(a.identity.run.startedAt));
  if (ended) {
    throw endedError(ended.identity, ended.state);
  }
  if (run !== undefined && running.length > 0) {
    const runsUp = running.map(describeRun).join(', ');
    throw new UsageError(`--run: got "${run}", expected a local run that is up: ${runsUp}.`);
  }
  throw new UnreachableError(
    'local_run_not_running',
    run === undefined ? 'No local run is up' : `No local run ${run} is up`,
    `Start one with \`${startCommand(run)}\`. For a deployed stack, \`inbox\` takes neither --local, --run nor --endpoints.`,
  );
}

/** With NODE_USE_ENV_PROXY fetch asks a proxy for 127.0.0.1 as well; it reads this variable at each call. */
function keepLoopbackOffProxies(env = process.env): void {
  const hosts = (env.no_proxy ?? env.NO_PROXY ?? '').split(',').filter(Boolean);
  if (!hosts.includes('127.0.0.1')) {
    env.no_proxy = [...hosts, '127.0.0.1'].join(',');
  }
}

export interface FoundRun {
  readonly directory: string;
  readonly identity: RunIdentity;
  readonly state: RunState;
}

/** Every run that left an endpoints file, asked whether it still runs. */
export async function findLocalRuns(runs = runsDirectory()): Promise<readonly FoundRun[]> {
  let names: readonly string[] = [];
  try {
    names = readdirSync(runs).sort();
  } catch {
    // No run has ever started here.
  }
  const found = await Promise.all(
    names.map(async (name) => {
      const directory = join(runs, name);
      const identity = readIdentity(endpointsFileIn(directory));
      return identity && { directory, identity, state: await runState(identity) };
    }),
  );
  return found.filter((run) => run !== undefined);
}

/** The run that a file describes; undefined when it is no endpoints file of a run. */
export function readIdentity(file: string): RunIdentity | undefined {
  try {
    return identitySchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Asks on the run's own port: a process ID is reused, and so is a port, but not by the same instance. */
export async function runState({ api, run }: RunIdentity, withinMs = ANSWER_WITHIN_MS): Promise<RunState> {
  keepLoopbackOffProxies();
  try {
    const response = await fetch(new URL(RUN_PATH, api), { signal: AbortSignal.timeout(withinMs) });
    const answer = z.object({ instance: z.string() }).safeParse(await response.json());
    return answer.data?.instance === run.instance ? 'running' : 'ended';
  } catch (error) {
    if (errorCode(error) !== 'TimeoutError') {
      return 'ended';
    }
  }
  try {
    process.kill(run.pid, 0);
    return 'silent';
  } catch (error) {
    return errorCode(error) === 'EPERM' ? 'silent' : 'ended';
  }
}

/** For a person: `3000 (http://127.0.0.1:3000, data in /x)`. */
function describeRun({ identity: { api, run } }: FoundRun): string {
  return `${run.id} (${api}, ${run.dataDir === undefined ? 'in memory' : `data in ${run.dataDir}`})`;
}

async function askForRun(
  running: readonly FoundRun[],
  input: Pick<Input, 'isInteractive' | 'ask'>,
): Promise<string> {
  const runs = running.map(describeRun);
  if (!input.isInteractive) {
    throw new UsageError(`${runs.length} local runs: ${runs.join(', ')}. Choose one with --run <id>.`);
  }
  const answer = (await input.ask(`Local runs:\n  ${runs.join('\n  ')}\nWhich one? `)).trim();
  const ids = running.map(({ identity }) => identity.run.id);
  if (!ids.includes(answer)) {
    throw new UsageError(`Local run: got "${answer}", expected one of ${ids.join(', ')}.`);
  }
  return answer;
}

function endedError({ api, run: { id, pid, startedAt, dataDir } }: RunIdentity, state: RunState): Error {
  const isSilent = state === 'silent';
  const problem = isSilent ? `does not answer within ${ANSWER_WITHIN_MS / 1000} s` : 'has ended';
  return new UnreachableError(
    'local_run_not_running',
    `The local run ${id} (${api}, started ${startedAt}) ${problem}`,
    `${isSilent ? `End its process ${pid}, then start it again` : 'Start it again'}: \`${startCommand(id, dataDir)}\`.`,
  );
}

function startCommand(id?: string, dataDir?: string): string {
  const port = id === undefined || id === DEFAULT_PORT_ID ? '' : ` --port ${id}`;
  const data = dataDir === undefined ? '' : ` --data-dir ${dataDir}`;
  const separator = PACKAGED || (port === '' && data === '') ? '' : ' --';
  return `${START_COMMAND}${separator}${port}${data}`;
}
