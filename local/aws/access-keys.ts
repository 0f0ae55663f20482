import { createHash } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a function calls AWS with: one key per function, the same on every start, by which the gateway knows the caller. */
export function functionCredentials(logicalId: string): AwsCredentials {
  return session(logicalId);
}

/** What Lambda calls SQS with when it feeds the function: another session of the same role. */
export function mappingCredentials(logicalId: string): AwsCredentials {
  return session(`${logicalId}/event-source-mapping`);
}

function session(name: string): AwsCredentials {
  const digest = createHash('sha256').update(name).digest('hex').toUpperCase();
  return {
    accessKeyId: `ASIALOCAL${digest.slice(0, 11)}`,
    secretAccessKey: `local-${digest.slice(11, 45)}`,
    sessionToken: `local-${name}`,
  };
}

/**
 * Access keys of the account's administrators, who may do everything: who creates the stack, and whoever works with it (the
 * person at the terminal, the operator's commands, tests). Every other key must be a deployed function's.
 */
export const ADMINISTRATORS = { deployer: 'deployer', operator: 'local' } as const;
