import { s3Arn } from '../../template/arn';
import type { Answer, Exchange } from '../exchange';
import type { Permission } from '../gateway.types';
import { type S3Target, s3Target } from './s3-action';

/** Operations whose action has another name (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html). */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjects: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
};

/** What a call to S3 needs. */
export function s3Permissions(operation: string, exchange: Exchange): readonly Permission[] {
  const target = s3Target(exchange.url);
  switch (operation) {
    case 'ListBuckets':
      return [need('ListAllMyBuckets', '*')];
    case 'CopyObject':
      return [need('GetObject', copied(exchange)), need('PutObject', toArn(target))];
    case 'DeleteObjects':
      return deletedKeys(exchange).map((key) => need('DeleteObject', s3Arn(target.bucket, key)));
    default:
      return [need(withVersion(ACTIONS[operation] ?? operation, target), toArn(target))];
  }
}

/**
 * What it takes to be told that an object does not exist. Without it S3 answers 403 to GET and HEAD
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
export function s3Disclosure(
  operation: string,
  exchange: Exchange,
  { status }: Answer,
): readonly Permission[] {
  const reads = operation === 'GetObject' || operation === 'HeadObject';
  return reads && status === 404 ? [need('ListBucket', s3Arn(s3Target(exchange.url).bucket))] : [];
}

function need(action: string, resource: string): Permission {
  return { action: `s3:${action}`, resource };
}

function toArn({ bucket, key }: S3Target): string {
  return s3Arn(bucket, key);
}

/** A named version is a permission of its own. */
function withVersion(action: string, { key, query }: S3Target): string {
  const versioned = ['GetObject', 'DeleteObject'].includes(action) && key !== '' && query.has('versionId');
  return versioned ? `${action}Version` : action;
}

function copied({ headers }: Exchange): string {
  const { bucket, key } = s3Target(`/${String(headers['x-amz-copy-source']).replace(/^\//, '')}`);
  return s3Arn(bucket, key);
}

/** All of the bucket where a key cannot be read: nothing to ask for would be allowed to anybody. */
function deletedKeys({ body }: Exchange): readonly string[] {
  const text = body.toString();
  const keys = [...text.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
  const named = [...text.matchAll(/<(?:[\w.-]+:)?Object[\s/>]/g)].length;
  return keys.length > 0 && keys.length === named ? keys : ['*'];
}

function unescapeXml(text: string): string {
  const plain: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => plain[name] ?? '');
}
