import { ACCOUNT, REGION } from './stack-scope';

/** ARN of a regional resource of the local account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** A name, or the ARN it already is. */
export function asArn(nameOrArn: string, arnOf: (name: string) => string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(nameOrArn);
}

/** Object or bucket: S3's ARNs know neither region nor account. */
export function s3Arn(bucket: string, key = ''): string {
  return `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
}
