/** One thing that IAM is asked about: what the caller must be allowed to do, and on what. */
export interface Permission {
  /** As policies name it: `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN; `*` for what concerns no single resource. */
  readonly resource: string;
}

/** A name, or the ARN it already is. */
export function asArn(nameOrArn: string, arnOf: (name: string) => string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(nameOrArn);
}

/** Object or bucket: S3's ARNs know neither region nor account. */
export function s3Arn(bucket: string, key = ''): string {
  return `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
}
