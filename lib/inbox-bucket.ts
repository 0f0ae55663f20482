import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketEnv } from '../lambda/adapters/bucket.env';
import type { Config } from './config/config';
import type { InboxFunction } from './inbox-function';

/** The first segments of the keys that lambda/domain/keys.ts makes. */
const RAW = 'raw/';
const RESULTS = 'results/';

export interface InboxBucketProps {
  readonly protectData: boolean;
  readonly retention: Config['retention'];
}

/** Raw bodies and results: one versioned, private bucket that speaks TLS only. */
export class InboxBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { protectData, retention }: InboxBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: lifecycleRules(retention),
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** Ingest: writes claim checks, reads nothing. */
  grantPutRaw(fn: InboxFunction): void {
    fn.allow(['s3:PutObject'], [this.bucket.arnForObjects(`${RAW}*`)]);
    this.provide(fn);
  }

  /**
   * Processor: reads claim checks, writes results and looks at what it finds there. Without ListBucket S3 answers 403 for a
   * missing key, which would read as a fault of permission; a prefix condition would exclude nothing the role cannot read.
   */
  grantProcess(fn: InboxFunction): void {
    const results = this.bucket.arnForObjects(`${RESULTS}*`);
    fn.allow(['s3:GetObject'], [this.bucket.arnForObjects(`${RAW}*`), results]);
    fn.allow(['s3:PutObject'], [results]);
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
    this.provide(fn);
  }

  private provide(fn: InboxFunction): void {
    fn.provide(bucketEnv, { BUCKET_NAME: this.bucket.bucketName });
  }
}

function lifecycleRules(retention: Config['retention']): LifecycleRule[] {
  const { rawBodyDays, oldVersionDays, coldStorageAfterDays } = retention;
  const rules: LifecycleRule[] = [
    { id: 'ExpireRawBodies', prefix: RAW, expiration: Duration.days(rawBodyDays) },
    {
      id: 'ExpireOldVersions',
      noncurrentVersionExpiration: Duration.days(oldVersionDays),
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    },
  ];
  if (coldStorageAfterDays !== 'never') {
    const transitionAfter = Duration.days(coldStorageAfterDays);
    rules.push({
      id: 'MoveResultsToColdStorage',
      prefix: RESULTS,
      transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter }],
    });
  }
  return rules;
}
