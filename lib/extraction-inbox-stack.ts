import { Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { definedOnly } from '../lambda/domain/text/defined-only';
import type { Config } from './config/config';
import { composeInbox } from './inbox/inbox-parts';

export interface ExtractionInboxStackProps extends StackProps {
  readonly config: Config;
}

/** A stack with one inbox. */
export class ExtractionInboxStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...stackProps }: ExtractionInboxStackProps) {
    const { stackName, env, tags, terminationProtection } = config;
    const chosen = definedOnly({ stackName, env: env && definedOnly(env) });
    super(scope, id, { terminationProtection, tags, ...chosen, ...stackProps });
    const { alarmTopicArn, accessLogBucketName } = config;
    composeInbox(new Construct(this, 'Inbox'), config, {
      alarmTopic: alarmTopicArn ? Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn) : undefined,
      accessLogBucket: accessLogBucketName
        ? Bucket.fromBucketName(this, 'AccessLogBucket', accessLogBucketName)
        : undefined,
    });
  }
}
