/** What a command ends with. */
export const EXIT = {
  done: 0,
  /** Something was unknown, refused or failed; what, the output and one line on standard error say. */
  failed: 1,
  /** Wrong usage: nothing was read or changed. */
  usage: 2,
  /** Ctrl-C ended it before it was done; what it had done stays done. */
  stopped: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that ends without its answer, with exit code 1. Its message is for the person who typed it: what, got, remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command line that cannot be obeyed. Its message is for the person who typed it; the program ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Names the AWS SDK and its services give to problems a person can end, and how. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^(CredentialsProviderError|CredentialsError|TokenProviderError)$/,
    'no AWS credentials were found. Sign in as for the AWS CLI (`aws sso login`, AWS_PROFILE, …), or use --local.',
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|InvalidAccessKeyId)$/,
    'AWS refuses these credentials: they are expired or not known. Sign in again (`aws sts get-caller-identity` shows who you are).',
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/,
    'these credentials may not do this. Use those of a person who may operate the stack.',
  ],
  [
    /^(ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    'a part of the stack is gone. See `inbox doctor`; locally, start the stack again.',
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|TimeoutError|AbortError|EHOSTUNREACH|ENETUNREACH)$/,
    'nobody answers there. Is the network up, the region right (--region), or, with --local, the local stack still running?',
  ],
];

/** What a person reads when a command ends early: one line, with what to do where we know it. */
export function describeError(error: unknown): string {
  const said = describeMessage(error);
  if (error instanceof UsageError || error instanceof CommandError || !(error instanceof Error)) {
    return said;
  }
  if (/region is missing/i.test(error.message)) {
    return 'No AWS region is set. Name it with --region, AWS_REGION or `aws configure`, or use --local.';
  }
  const code = (error as NodeJS.ErrnoException).code;
  const remedy = REMEDIES.find(([names]) => names.test(error.name) || (code && names.test(code)))?.[1];
  return remedy === undefined ? said : `${said.replace(/[.\s]*$/, '')}: ${remedy}`;
}

/** The error's own message on one line. */
export function describeMessage(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** The word for what went wrong on the network (`ECONNREFUSED`, `TimeoutError`): fetch hides it in the cause. */
export function errorCode(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as { name?: string; code?: unknown; cause?: unknown };
  if (typeof code === 'string') {
    return code;
  }
  return cause === undefined ? (name ?? 'no code') : errorCode(cause);
}
