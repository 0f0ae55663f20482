import type { Exchange } from './exchange';

export interface S3Target {
  readonly bucket: string;
  /** Decoded; empty for a call on the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

export function s3Target(url: string): S3Target {
  const [path = '/', query = ''] = url.split('?', 2);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket, key: decode(key), query: new URLSearchParams(query) };
}

/** Name of the S3 operation, from method, path and query (path-style addressing only). */
export function s3Action(exchange: Pick<Exchange, 'method' | 'url' | 'headers'>): string {
  const { bucket, key, query } = s3Target(exchange.url);
  if (bucket === '') {
    return 'ListBuckets';
  }
  return key === '' ? bucketAction(exchange.method, query) : objectAction(exchange, query);
}

/** `?versioning` → `BucketVersioning`; these are the sub-resources a stack configures. */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  acl: 'Acl',
  cors: 'Cors',
  encryption: 'Encryption',
  lifecycle: 'LifecycleConfiguration',
  location: 'Location',
  logging: 'Logging',
  notification: 'NotificationConfiguration',
  policy: 'Policy',
  publicAccessBlock: 'PublicAccessBlock',
  tagging: 'Tagging',
  versioning: 'Versioning',
};

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

function bucketAction(method: string, query: URLSearchParams): string {
  const subresource = Object.keys(SUBRESOURCES).find((name) => query.has(name));
  if (subresource) {
    return `${VERBS[method] ?? method}Bucket${SUBRESOURCES[subresource]}`;
  }
  if (method === 'POST') {
    return 'DeleteObjects';
  }
  if (method === 'GET') {
    return query.has('versions') ? 'ListObjectVersions' : 'ListObjectsV2';
  }
  const verbs: Readonly<Record<string, string>> = { HEAD: 'Head', PUT: 'Create', DELETE: 'Delete' };
  return `${verbs[method] ?? method}Bucket`;
}

function objectAction({ method, headers }: Pick<Exchange, 'method' | 'headers'>, query: URLSearchParams) {
  const multipart = query.has('uploadId');
  switch (method) {
    case 'PUT':
      return multipart ? 'UploadPart' : headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
    case 'POST':
      return multipart ? 'CompleteMultipartUpload' : 'CreateMultipartUpload';
    case 'DELETE':
      return multipart ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'HEAD':
      return 'HeadObject';
    default:
      return query.has('attributes') ? 'GetObjectAttributes' : 'GetObject';
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
