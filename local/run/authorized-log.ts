import type { Authorization } from '../aws/authorization/authorization';
import type { Deployment, FunctionDescription } from '../aws/deploy/deployment';
import type { Permission } from '../aws/gateway/permission';
import { LOG_STREAM } from '../aws/lambda/lambda-host';
import { arn } from '../aws/template/arn';
import type { FunctionLog } from './function-log';

const X_RAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

export interface AuthorizedLogParts {
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

  constructor(private readonly parts: AuthorizedLogParts) {
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
