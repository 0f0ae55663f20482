import { Duration, type RemovalPolicy, Resource } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketEnv } from '../../lambda/contracts/environment';
import {
  ARCHIVE,
  archivePrefix,
  QUARANTINED_BODIES,
  RAW_BODIES,
  RESULTS,
  rawPrefix,
  resultPrefix,
} from '../../lambda/domain/record/keys';
import type { Config, ProviderConfig } from '../config/config';
import type { Circumstances, InboxFunction } from '../functions/inbox-function';
import { acknowledge } from '../inbox/acknowledge';
import type { InboxKey } from './inbox-key';

export interface InboxBucketProps {
  readonly removalPolicy: RemovalPolicy;
  /** Prefix of its objects in the bucket with access logs. */
  readonly inboxName: string;
  readonly retention: Config['retention'];
  /** @default the keys S3 owns */
  readonly key?: InboxKey | undefined;
  /** @default no server access logs */
  readonly accessLogBucket?: IBucket | undefined;
}

/** Bodies, results and archived content: one versioned, private bucket that speaks TLS only. */
export class InboxBucket extends Construct {
  readonly bucket: Bucket;
  private readonly key: InboxKey | undefined;

  constructor(scope: Construct, id: string, props: InboxBucketProps) {
    super(scope, id);
    const { removalPolicy, retention, key, accessLogBucket } = props;
    this.key = key;
    const logFilePrefix = `${props.inboxName}/`;
    // A bucket of the app gets the permission for log delivery; for an imported one the construct would only warn.
    const isOwn = accessLogBucket !== undefined && Resource.isOwnedResource(accessLogBucket);
    this.bucket = new Bucket(this, 'Bucket', {
      ...(isOwn && { serverAccessLogsBucket: accessLogBucket, serverAccessLogsPrefix: logFilePrefix }),
      versioned: true,
      ...(key
        ? // A bucket key keeps the calls to KMS few: one for many objects, not one for each.
          { encryption: BucketEncryption.KMS, encryptionKey: key.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: lifecycleRules(retention),
      removalPolicy,
    });
    if (accessLogBucket && !isOwn) {
      // The construct's own option would warn that it cannot change the policy of the other bucket.
      const resource = this.bucket.node.defaultChild as CfnBucket;
      resource.loggingConfiguration = { destinationBucketName: accessLogBucket.bucketName, logFilePrefix };
    } else if (!accessLogBucket) {
      acknowledge(
        this.bucket,
        'S1',
        'Server access logs need a separate bucket that outlives this one; accessLogBucketName names it. Without it, the bucket is still private and TLS only, and CloudTrail data events can record who reads it.',
      );
    }
  }

  /** Ingest: writes bodies, reads nothing. */
  grantPutBodies(fn: InboxFunction): void {
    const wildcard =
      'The hash of a body is its key, and ingest writes bodies of every source. It cannot read them.';
    const raw = 'Stores bodies that are too large for the record, before the claim.';
    const quarantined = 'Stores authentic bodies that cannot be parsed, for as long as their records.';
    this.allow(fn, 's3:PutObject', RAW_BODIES, { why: raw, wildcard });
    this.allow(fn, 's3:PutObject', QUARANTINED_BODIES, { why: quarantined, wildcard });
    this.share(fn, ['kms:GenerateDataKey']);
  }

  /** Processor: reads the bodies of its provider, writes its results and archived contents. The policy does not grow with sources. */
  grantProcess(fn: InboxFunction, { id, archivesLinks }: Pick<ProviderConfig, 'id' | 'archivesLinks'>): void {
    const wildcard =
      'Keys contain the hash of a body or the ID of an event, so the prefix of one provider is the narrowest possible resource.';
    const body = 'Reads the bodies that ingest stored in S3.';
    this.allow(fn, 's3:GetObject', rawPrefix(id), { why: body, wildcard });
    this.allow(fn, 's3:GetObject', resultPrefix(id), { why: 'Checks for an existing result.', wildcard });
    this.allow(fn, 's3:PutObject', resultPrefix(id), { why: 'Stores results.', wildcard });
    if (archivesLinks) {
      const existing = 'Checks for existing archived content.';
      const linked = 'Stores the content that an archived event links to.';
      this.allow(fn, 's3:GetObject', archivePrefix(id), { why: existing, wildcard });
      this.allow(fn, 's3:PutObject', archivePrefix(id), { why: linked, wildcard });
    }
    this.allowNotFound(fn);
    this.share(fn, ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** Sweeper: checks whether the result of an unsuccessful replay still exists. */
  grantHeadResults(fn: InboxFunction): void {
    this.allow(fn, 's3:GetObject', RESULTS, {
      why: 'Checks the result of a replay before the record returns to its previous state.',
      wildcard: 'The sweeper handles events of every provider, and the key of a result contains the event.',
    });
    this.allowNotFound(fn);
    this.share(fn, ['kms:Decrypt']);
  }

  /** Without ListBucket S3 answers 403 for a missing key, which reads like a missing permission (docs/decisions/0010). */
  private allowNotFound(fn: InboxFunction): void {
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn], {
      why: 'Makes S3 answer 404 instead of 403 for a missing key (docs/decisions/0010).',
    });
  }

  private allow(fn: InboxFunction, action: string, prefix: string, circumstances: Circumstances): void {
    fn.allow([action], [this.bucket.arnForObjects(`${prefix}*`)], circumstances);
  }

  private share(fn: InboxFunction, keyActions: ('kms:Decrypt' | 'kms:GenerateDataKey')[]): void {
    this.key?.grantUse(fn, 's3', keyActions);
    fn.provide(bucketEnv, { BUCKET_NAME: this.bucket.bucketName });
  }
}

function lifecycleRules(retention: Config['retention']): LifecycleRule[] {
  const { rawBodyDays, recordDays, oldVersionDays, coldStorageAfterDays } = retention;
  const rules: LifecycleRule[] = [
    { id: 'ExpireRawBodies', prefix: RAW_BODIES, expiration: Duration.days(rawBodyDays) },
    // As long as the record, which names the object.
    { id: 'ExpireQuarantinedBodies', prefix: QUARANTINED_BODIES, expiration: Duration.days(recordDays) },
    { id: 'ExpireArchive', prefix: ARCHIVE, expiration: Duration.days(recordDays) },
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
