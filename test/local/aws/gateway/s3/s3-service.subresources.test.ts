import * as s3 from '@aws-sdk/client-s3';
import { type GivenGateway, givenGateway } from '../given-gateway';

let given: GivenGateway;
const Bucket = 'bucket';
const Key = 'a/key.json';

beforeAll(async () => {
  given = await givenGateway({ dynamodb: 'dynalite' });
  await given.s3.send(new s3.CreateBucketCommand({ Bucket }));
  await given.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'the object' }));
});

afterAll(() => given.stop());

const Tagging = { TagSet: [{ Key: 'k', Value: 'v' }] };

/** Each the SDK's own call: what it sends, an engine that does not know it would carry out as something else. */
const MISSING = {
  GetBucketPolicy: new s3.GetBucketPolicyCommand({ Bucket }),
  PutBucketPolicy: new s3.PutBucketPolicyCommand({ Bucket, Policy: '{}' }),
  DeleteBucketPolicy: new s3.DeleteBucketPolicyCommand({ Bucket }),
  GetBucketPolicyStatus: new s3.GetBucketPolicyStatusCommand({ Bucket }),
  GetBucketVersioning: new s3.GetBucketVersioningCommand({ Bucket }),
  PutBucketVersioning: new s3.PutBucketVersioningCommand({
    Bucket,
    VersioningConfiguration: { Status: 'Enabled' },
  }),
  GetBucketLifecycleConfiguration: new s3.GetBucketLifecycleConfigurationCommand({ Bucket }),
  DeleteBucketLifecycle: new s3.DeleteBucketLifecycleCommand({ Bucket }),
  GetPublicAccessBlock: new s3.GetPublicAccessBlockCommand({ Bucket }),
  DeletePublicAccessBlock: new s3.DeletePublicAccessBlockCommand({ Bucket }),
  GetBucketEncryption: new s3.GetBucketEncryptionCommand({ Bucket }),
  DeleteBucketEncryption: new s3.DeleteBucketEncryptionCommand({ Bucket }),
  GetBucketAcl: new s3.GetBucketAclCommand({ Bucket }),
  GetBucketCors: new s3.GetBucketCorsCommand({ Bucket }),
  GetBucketLogging: new s3.GetBucketLoggingCommand({ Bucket }),
  GetBucketReplication: new s3.GetBucketReplicationCommand({ Bucket }),
  GetBucketTagging: new s3.GetBucketTaggingCommand({ Bucket }),
  PutBucketTagging: new s3.PutBucketTaggingCommand({ Bucket, Tagging }),
  DeleteBucketTagging: new s3.DeleteBucketTaggingCommand({ Bucket }),
  GetBucketLocation: new s3.GetBucketLocationCommand({ Bucket }),
  GetBucketOwnershipControls: new s3.GetBucketOwnershipControlsCommand({ Bucket }),
  GetBucketNotification: new s3.GetBucketNotificationConfigurationCommand({ Bucket }),
  GetBucketWebsite: new s3.GetBucketWebsiteCommand({ Bucket }),
  GetBucketRequestPayment: new s3.GetBucketRequestPaymentCommand({ Bucket }),
  GetBucketAccelerate: new s3.GetBucketAccelerateConfigurationCommand({ Bucket }),
  ListBucketInventory: new s3.ListBucketInventoryConfigurationsCommand({ Bucket }),
  GetObjectLockConfiguration: new s3.GetObjectLockConfigurationCommand({ Bucket }),
  ListObjectVersions: new s3.ListObjectVersionsCommand({ Bucket }),
  ListMultipartUploads: new s3.ListMultipartUploadsCommand({ Bucket }),
  ListParts: new s3.ListPartsCommand({ Bucket, Key, UploadId: 'u' }),
  GetObjectTagging: new s3.GetObjectTaggingCommand({ Bucket, Key }),
  PutObjectTagging: new s3.PutObjectTaggingCommand({ Bucket, Key, Tagging }),
  DeleteObjectTagging: new s3.DeleteObjectTaggingCommand({ Bucket, Key }),
  GetObjectAcl: new s3.GetObjectAclCommand({ Bucket, Key }),
  PutObjectAcl: new s3.PutObjectAclCommand({ Bucket, Key, ACL: 'private' }),
  GetObjectLegalHold: new s3.GetObjectLegalHoldCommand({ Bucket, Key }),
  GetObjectRetention: new s3.GetObjectRetentionCommand({ Bucket, Key }),
  GetObjectTorrent: new s3.GetObjectTorrentCommand({ Bucket, Key }),
  RestoreObject: new s3.RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } }),
  GetVersion: new s3.GetObjectCommand({ Bucket, Key, VersionId: 'v1' }),
  DeleteVersion: new s3.DeleteObjectCommand({ Bucket, Key, VersionId: 'v1' }),
} as const;

describe('S3 behind the gateway', () => {
  it.each(Object.entries(MISSING))('answers %s as not implemented', async (_, command) => {
    await expect(given.s3.send(command as s3.GetBucketAclCommand)).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('leaves bucket and object as they were by all of these', async () => {
    const { Body } = await given.s3.send(new s3.GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('the object');
  });

  it('carries out an upload in parts', async () => {
    const at = { Bucket, Key: 'parts' };
    const { UploadId } = await given.s3.send(new s3.CreateMultipartUploadCommand(at));
    const part = { ...at, UploadId, PartNumber: 1 };
    const { ETag } = await given.s3.send(new s3.UploadPartCommand({ ...part, Body: 'one part' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await given.s3.send(new s3.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
    const { Body } = await given.s3.send(new s3.GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe('one part');
    const { Contents } = await given.s3.send(new s3.ListObjectsCommand({ Bucket, Prefix: 'p' }));
    expect(Contents?.map((object) => object.Key)).toEqual(['parts']);
    await given.s3.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'parts' }] } }));
  });
});
