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
