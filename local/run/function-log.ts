import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { plainLines } from '../../lambda/domain/text/unicode';
import type { Authorization } from '../aws/authorization/authorization';
import type { Deployment, FunctionDescription } from '../aws/deploy/deployment';
import type { Permission } from '../aws/gateway/gateway.types';
import { LOG_STREAM } from '../aws/lambda/lambda-host';
import { arn } from '../aws/template/arn';

export interface FunctionLog {
  write(functionId: string, line: string): void;
  close(): Promise<void>;
}

/** Keeps what the functions print, each line with its function. What earlier starts left stays; `started` marks where this one begins. */
export function openFunctionLog(file: string, started: string): FunctionLog {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  // A full disk must not end the run.
  stream.on('error', () => {});
  stream.write(`==== ${started} ====\n`);
  return {
    write: (functionId, line) => stream.write(`[${functionId}] ${plainLines(line)}\n`),
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

const X_RAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

export interface AuthorizedLogOptions {
  readonly log: FunctionLog;
  readonly deployment: Deployment;
  /** Absent: every line is kept. */
  readonly authorization?: Authorization | undefined;
  /** Told once for each function whose lines are lost. */
  readonly onLost: (functionId: string, why: string) => void;
}

/** What Lambda does in a function's name: logs and traces. A function that may not write its log loses it, as in AWS. */
export class AuthorizedLog {
  readonly #functions: ReadonlyMap<string, FunctionDescription>;
  readonly #lost = new Set<string>();

  constructor(private readonly parts: AuthorizedLogOptions) {
    this.#functions = new Map(parts.deployment.functions.map((fn) => [fn.logicalId, fn]));
  }

  /** A process starts: its log stream is created, its traces begin. */
  begin(functionId: string): void {
    this.#may(functionId, 'logs:CreateLogStream');
    if (this.#functions.get(functionId)?.tracing) {
      for (const action of X_RAY) {
        this.#allows(functionId, { action, resource: '*' });
      }
    }
  }

  write(functionId: string, line: string): void {
    if (this.#may(functionId, 'logs:PutLogEvents')) {
      this.parts.log.write(functionId, line);
    }
  }

  #may(functionId: string, action: string): boolean {
    const group = this.#functions.get(functionId)?.logGroup ?? '';
    const stream = arn('logs', `log-group:${group}:log-stream:${LOG_STREAM}`);
    if (this.#allows(functionId, { action, resource: stream })) {
      return true;
    }
    if (!this.#lost.has(functionId)) {
      this.#lost.add(functionId);
      this.parts.onLost(functionId, `its log is lost: its role may not ${action} on ${stream}`);
    }
    return false;
  }

  #allows(functionId: string, permission: Permission): boolean {
    return this.parts.authorization?.allows(functionId, permission) ?? true;
  }
}
