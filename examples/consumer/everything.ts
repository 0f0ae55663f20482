import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { IpAddresses, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ExtendSource, ExtractionInbox, LimaiSource } from 'extraction-inbox';

/** An app as teams have them: two inboxes in one stack of a stage, beside much that the local run leaves alone. */
const app = new App();
const env = { account: '123456789012', region: 'eu-west-1' };
const prod = new Stage(app, 'Prod', { env });

const shared = new Stack(prod, 'Shared');
const encryptionKey = new Key(shared, 'Key');
new Queue(shared, 'Jobs');

const documents = new Stack(prod, 'Documents');
const alarmTopic = new Topic(documents, 'Alarms');
new ExtractionInbox(documents, 'Invoices', {
  sources: [LimaiSource.create('invoices')],
  alarmTopic,
  encryptionKey,
  serverAccessLogsBucket: new Bucket(documents, 'AccessLogs') as IBucket,
});
new ExtractionInbox(documents, 'Contracts', { sources: [ExtendSource.create('contracts')], alarmTopic });

new Vpc(documents, 'Vpc', {
  ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
  availabilityZones: ['eu-west-1a'],
  natGateways: 0,
});
const hourly = new LambdaFunction(documents, 'Hourly', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {};'),
});
new Rule(documents, 'EveryHour', {
  schedule: Schedule.rate(Duration.hours(1)),
  targets: [new LambdaTarget(hourly)],
});
