import type { Exchange } from '../exchange';

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

type S3Request = Pick<Exchange, 'method' | 'url' | 'headers'>;

/** An operation that the local run carries out. */
interface S3Operation {
  readonly name: string;
  readonly on: 'account' | 'bucket' | 'object';
  readonly method: string;
  /** Query parameters that make it this operation and no other. */
  readonly by?: readonly string[];
  /** Further query parameters it takes. */
  readonly takes?: readonly string[];
}

const LISTS = [
  'prefix',
  'delimiter',
  'max-keys',
  'encoding-type',
  'fetch-owner',
  'continuation-token',
  'start-after',
];

/**
 * All there are. The engine looks at few query parameters: what it does not know it would carry out as something else (`PUT
 * key?tagging` as a write of the object, `DELETE bucket?policy` as a deletion of the bucket).
 */
export const OPERATIONS: readonly S3Operation[] = [
  { name: 'ListBuckets', on: 'account', method: 'GET' },
  { name: 'CreateBucket', on: 'bucket', method: 'PUT' },
  { name: 'HeadBucket', on: 'bucket', method: 'HEAD' },
  { name: 'DeleteBucket', on: 'bucket', method: 'DELETE' },
  { name: 'DeleteObjects', on: 'bucket', method: 'POST', by: ['delete'] },
  { name: 'ListObjectsV2', on: 'bucket', method: 'GET', by: ['list-type'], takes: LISTS },
  { name: 'ListObjects', on: 'bucket', method: 'GET', takes: [...LISTS, 'marker'] },
  { name: 'UploadPart', on: 'object', method: 'PUT', by: ['partNumber', 'uploadId'] },
  { name: 'PutObject', on: 'object', method: 'PUT' },
  { name: 'CreateMultipartUpload', on: 'object', method: 'POST', by: ['uploads'] },
  { name: 'CompleteMultipartUpload', on: 'object', method: 'POST', by: ['uploadId'] },
  { name: 'AbortMultipartUpload', on: 'object', method: 'DELETE', by: ['uploadId'] },
  { name: 'DeleteObject', on: 'object', method: 'DELETE', takes: ['versionId'] },
  { name: 'GetObjectAttributes', on: 'object', method: 'GET', by: ['attributes'], takes: ['versionId'] },
  { name: 'GetObject', on: 'object', method: 'GET', takes: ['versionId', 'partNumber'] },
  { name: 'HeadObject', on: 'object', method: 'HEAD', takes: ['versionId', 'partNumber'] },
];

/** Name of the S3 operation, from method, path, query and headers (path-style addressing only). */
export function s3Action(request: S3Request): string {
  return implementedAction(request) ?? missingAction(request);
}

/** Whether the local run does what is asked. There is one version of everything: S3 calls it `null` where a bucket keeps no others. */
export function isImplemented(request: S3Request): boolean {
  const version = s3Target(request.url).query.get('versionId') ?? 'null';
  return implementedAction(request) !== undefined && version === 'null';
}

function implementedAction({ method, url, headers }: S3Request): string | undefined {
  const { bucket, key, query } = s3Target(url);
  const on = bucket === '' ? 'account' : key === '' ? 'bucket' : 'object';
  const given = readParameters(query);
  const found = OPERATIONS.find(
    (operation) => operation.on === on && operation.method === method && fits(operation, given),
  );
  if (headers['x-amz-copy-source'] !== undefined) {
    return found?.name === 'PutObject' ? 'CopyObject' : undefined;
  }
  return found?.name;
}

function fits({ by = [], takes = [] }: S3Operation, given: readonly string[]): boolean {
  return by.every((name) => given.includes(name)) && given.every((name) => [...by, ...takes].includes(name));
}

/** Signatures in a URL and the SDK's mark of the operation say nothing of what is asked. */
function readParameters(query: URLSearchParams): readonly string[] {
  return [...query.keys()].filter((name) => !/^(x-id$|x-amz-)/i.test(name));
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete', HEAD: 'Head' };
/** Where the name is not that of the query parameter. */
const NAMES: Readonly<Record<string, string>> = {
  lifecycle: 'LifecycleConfiguration',
  notification: 'NotificationConfiguration',
};

/** `GET bucket?policy` → `GetBucketPolicy`: what IAM calls it, as far as it follows that rule. */
function missingAction({ method, url }: S3Request): string {
  const { key, query } = s3Target(url);
  const [parameter = ''] = readParameters(query);
  const verb = VERBS[method] ?? 'Post';
  return `${verb}${key === '' ? 'Bucket' : 'Object'}${NAMES[parameter] ?? capitalised(parameter)}`;
}

function capitalised(parameter: string): string {
  return parameter.replace(/(^|[^A-Za-z0-9])([a-z])?/g, (_, __, letter: string = '') => letter.toUpperCase());
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
