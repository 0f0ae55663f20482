import { ACCOUNT, REGION } from './stack-scope';

/** ARN of a regional resource of the local account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}
