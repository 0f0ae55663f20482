import { dirname } from 'node:path';
import {
  type EngineProcess,
  type EngineSpec,
  startEngineProcess,
} from '../../../local/aws/engines/engine-process';
import { freePort } from '../../../local/aws/engines/free-port';
import { type NodeRuntime, packagedNode } from '../../../local/aws/engines/node-with-sqlite';

/** The runtime of the stack's functions; MiniStack runs them with the first `node` of PATH. */
const FUNCTION_NODE = 24;

/**
 * Python does not watch its standard input, so a shell does. When our pipe closes, or when MiniStack ends by itself, the shell kills
 * its whole process group: MiniStack, the functions' processes, and last itself.
 */
const WATCH = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- >"$LOG_FILE" 2>&1 & emulator=$!',
  '( read -r _ <&3; kill -9 0 ) >/dev/null 2>&1 &',
  'wait "$emulator"',
  'tail -n 20 "$LOG_FILE" >&2',
  'kill -9 0',
].join('\n');

export interface MiniStackOptions {
  /** A Python that has MiniStack. */
  readonly python: string;
  /** For its temporary files. */
  readonly directory: string;
  readonly logFile: string;
}

export interface MiniStack extends EngineProcess {
  readonly url: string;
}

/** Starts MiniStack on a free port of 127.0.0.1; it ends with this process, however that ends. */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  // MiniStack writes its port into URLs, so it cannot be 0.
  const started = await startEngineProcess(async () => createSpec(options, await freePort()));
  return { ...started, url: started.answer };
}

function createSpec({ python, directory, logFile }: MiniStackOptions, port: number): EngineSpec {
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    TMPDIR: directory,
    LOG_FILE: logFile,
    PATH: `${dirname(functionNode())}:${process.env.PATH ?? ''}`,
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return {
    name: 'MiniStack',
    command: '/usr/bin/env',
    args: [...assignments, '/bin/sh', '-c', WATCH, 'ministack', python, '-m', 'ministack'],
    ready: async () => ((await answers(`${url}/_localstack/health`)) ? url : undefined),
  };
}

/** The Node of the functions. @throws Error with the remedy */
export function functionNode(current: NodeRuntime = process, packaged = packagedNode()): string {
  if (packaged) {
    return packaged;
  }
  if (current.version.startsWith(`v${FUNCTION_NODE}.`)) {
    return current.execPath;
  }
  throw new Error(
    `Node: got ${current.version}, expected ${FUNCTION_NODE}, the runtime of the functions. Run with Node ${FUNCTION_NODE}, or install the optional dependencies (npm ci --include=optional).`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
