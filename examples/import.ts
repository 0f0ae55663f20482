import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { ExtendSource, ExtractionInbox, LimaiSource } from '../lib';

const stack = new Stack(new App(), 'Documents');
const inbox = new ExtractionInbox(stack, 'Inbox', {
  sources: [LimaiSource.create('invoices'), ExtendSource.create('runs')],
});
new CfnOutput(stack, 'InvoicesUrl', { value: inbox.webhookUrl('invoices') });
