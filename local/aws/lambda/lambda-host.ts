import { devNull } from 'node:os';
import { functionCredentials } from '../access-keys';
import { programFile } from '../program-file';
import { FunctionPool } from './function-pool';
import type { Invocation, LocalFunction } from './local-function';

export interface LambdaHostOptions {
  readonly functions: readonly LocalFunction[];
  readonly region: string;
  /** Added to every function's environment (endpoints). */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Processes of one function at the most, as if it were its share of the account's concurrency; what comes on top waits.
   * @default 4
   */
  readonly maxProcesses?: number;
  readonly onLine?: (functionId: string, line: string) => void;
  /** A process of the function starts. */
  readonly onStart?: (functionId: string) => void;
}

export interface LambdaHost {
  /** Runs the function; never rejects but for an unknown function. `error` is what Lambda would answer. */
  invoke(functionId: string, event: unknown): Promise<Invocation>;
  /** SIGKILLs one random process of the function; false when it has none. */
  kill(functionId: string): boolean;
  /** SIGKILLs every process of the function that is at work. */
  killBusy(functionId: string): void;
  stop(): Promise<void>;
}

/** Lambda has one per process; locally all write to one. */
export const LOG_STREAM = 'local';

const DEFAULT_MAX_PROCESSES = 4;

/** Starts a stand-in for Lambda; processes are started on demand. */
export function startLambdaHost(options: LambdaHostOptions): LambdaHost {
  const onLine = options.onLine ?? (() => {});
  const pools = new Map(options.functions.map((fn) => [fn.logicalId, createPool(fn, options)]));
  const pool = (functionId: string): FunctionPool => {
    const found = pools.get(functionId);
    if (!found) {
      throw new Error(`Function: got "${functionId}", expected one of ${[...pools.keys()].join(', ')}.`);
    }
    return found;
  };
  return {
    invoke: async (functionId, event) => {
      const result = await pool(functionId).invoke(JSON.stringify(event));
      if (!result.ok) {
        onLine(functionId, `invocation failed: ${result.error.errorType}: ${result.error.errorMessage}`);
      }
      return result;
    },
    kill: (functionId) => pool(functionId).kill(Math.random()),
    killBusy: (functionId) => pool(functionId).killBusy(),
    stop: async () => {
      await Promise.all([...pools.values()].map((each) => each.stop()));
    },
  };
}

function createPool(fn: LocalFunction, options: LambdaHostOptions): FunctionPool {
  const most = options.maxProcesses ?? DEFAULT_MAX_PROCESSES;
  return new FunctionPool({
    fn,
    environment: createEnvironment(fn, options),
    maxProcesses: Math.max(1, Math.min(fn.reservedConcurrency ?? most, most)),
    onLine: (line) => options.onLine?.(fn.logicalId, line),
    onStart: () => options.onStart?.(fn.logicalId),
  });
}

/** What Lambda sets, then the template's variables, then the local ones; nothing of this process leaks in. */
function createEnvironment(fn: LocalFunction, options: LambdaHostOptions): Record<string, string> {
  const credentials = functionCredentials(fn.logicalId);
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: fn.codeDir,
    LAMBDA_RUNTIME_DIR: programFile('local', 'aws', 'lambda'),
    _HANDLER: fn.handler,
    AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup ?? `/aws/lambda/${fn.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    // Lambda has no ~/.aws; without these the SDK would find the developer's, HOME or not.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...fn.environment,
    // There are none of either on 127.0.0.1, whatever the template says.
    AWS_USE_FIPS_ENDPOINT: 'false',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    ...options.environment,
  };
}
