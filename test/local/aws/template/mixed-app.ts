import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Fn, SecretValue, Stack, Stage } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A construct as a team would import it: a bucket with a key, a queue and an output. */
class Thing extends Construct {
  readonly bucket: CfnBucket;

  constructor(scope: Construct, id: string, { keyArn, topicArn }: { keyArn: string; topicArn: string }) {
    super(scope, id);
    this.bucket = new CfnBucket(this, 'Bucket', {
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          { serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn } },
        ],
      },
    });
    this.bucket.addMetadata('explained', { key: keyArn });
    new CfnQueue(this, 'Queue', { tags: [{ key: 'topic', value: Fn.sub('${T}', { T: topicArn }) }] });
    new CfnOutput(this, 'Name', { value: this.bucket.ref });
  }
}

/** Writes an app of several stacks, and answers where. `references`: how one stack refers to another. */
export function synthesizeMixedApp(references: 'strong' | 'weak'): string {
  const outdir = mkdtempSync(join(tmpdir(), 'mixed-app-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { '@aws-cdk/core:defaultCrossStackReferences': references },
  });
  const env = { account: '123456789012', region: 'eu-west-1' };
  const shared = new Stack(app, 'Shared', { env });
  const key = new Key(shared, 'Key');
  new Topic(shared, 'Unused');

  const main = new Stack(app, 'Main', { env });
  const topic = new Topic(main, 'Topic');
  const thing = new Thing(main, 'Thing', { keyArn: key.keyArn, topicArn: topic.topicArn });
  new Thing(main, 'Other', { keyArn: key.keyArn, topicArn: topic.topicArn });
  const inline = { zipFile: 'exports.handler = async () => {}' };
  const fn = new CfnFunction(main, 'Inline', { code: inline, role: 'arn:aws:iam::123456789012:role/x' });
  new CfnPermission(main, 'Permission', {
    action: 'lambda:InvokeFunction',
    functionName: fn.ref,
    principal: '*',
  });
  new CfnBucketPolicy(main, 'Policy', {
    bucket: thing.bucket.ref,
    policyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: fn.attrArn }] },
  });

  const staged = new Stack(new Stage(app, 'Prod', { env }), 'Main');
  const secret = new CfnSecret(staged, 'Secret', {
    secretString: SecretValue.unsafePlainText('x').unsafeUnwrap(),
  });
  new Thing(staged, 'Thing', { keyArn: new Key(staged, 'Key').keyArn, topicArn: secret.ref });
  app.synth();
  return outdir;
}
