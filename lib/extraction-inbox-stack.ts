import { Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { definedOnly } from '../lambda/domain/text/defined-only';
import type { Config } from './config/config';
import { ExtractionInbox } from './extraction-inbox';
import { toProps } from './props/to-props';

export interface ExtractionInboxStackProps extends StackProps {
  readonly config: Config;
}

/** A stack with one inbox, as the configuration file describes both. */
export class ExtractionInboxStack extends Stack {
  readonly inbox: ExtractionInbox;

  constructor(scope: Construct, id: string, { config, ...stackProps }: ExtractionInboxStackProps) {
    const { stackName, env, tags, terminationProtection } = config;
    const chosen = definedOnly({ stackName, env: env && definedOnly(env) });
    super(scope, id, { terminationProtection, tags, ...chosen, ...stackProps });
    const { alarmTopicArn, accessLogBucketName } = config;
    this.inbox = new ExtractionInbox(this, 'Inbox', {
      ...toProps(config),
      ...(alarmTopicArn && { alarmTopic: Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn) }),
      ...(accessLogBucketName && {
        serverAccessLogsBucket: Bucket.fromBucketName(this, 'AccessLogBucket', accessLogBucketName),
      }),
    });
  }
}
