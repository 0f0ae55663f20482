/** A function as the template describes it: where its bundle is and under what limits it runs. */
export interface LocalFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly arn: string;
  /** Folder of the bundle, run unchanged. */
  readonly codeDir: string;
  /** `index.handler` */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number | undefined;
  /** @default the one Lambda would make: /aws/lambda/<name> */
  readonly logGroup?: string;
}

/** What an invocation came to. */
export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: FunctionError };

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Lambda's limit of a synchronous request and of its response, 6 MiB each. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** The error of a request that Lambda would not accept. */
export const REQUEST_TOO_LARGE = 'RequestTooLargeException';

export function failed(errorType: string, errorMessage: string): Invocation {
  return { ok: false, error: { errorType, errorMessage } };
}
