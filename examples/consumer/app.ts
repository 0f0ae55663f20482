import { join } from 'node:path';
import { App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ExtendSource, ExtractionInbox, LimaiSource } from 'extraction-inbox';

/** The stack of a team: an inbox, the topic its alarms go to, and a function that reads the results. */
class DocumentsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const inbox = new ExtractionInbox(this, 'Inbox', {
      sources: [
        LimaiSource.create('invoices', { deploymentId: 'dep_invoices' }),
        ExtendSource.create('contracts'),
      ],
      alarmTopic: new Topic(this, 'Alarms'),
    });
    const reader = new LambdaFunction(this, 'Reader', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(__dirname, 'reader')),
      environment: { BUCKET: inbox.bucket.bucketName },
    });
    inbox.grantReadResults(reader);
    new CfnOutput(this, 'InvoicesUrl', { value: inbox.webhookUrl('invoices') });
  }
}

const app = new App();
new DocumentsStack(app, 'Documents');
