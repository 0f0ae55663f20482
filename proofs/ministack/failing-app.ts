import { App } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { loadConfig } from '../../lib/config/load-config';
import { ExtractionInboxStack } from '../../lib/extraction-inbox-stack';

/** The stack as configured, and at its end a resource that every AWS refuses: everything else is created before it fails. */
const app = new App({ analyticsReporting: false });
const stack = new ExtractionInboxStack(app, 'ExtractionInbox', {
  config: loadConfig(app.node.tryGetContext('config'), app.node.getAllContext()),
});
const all = stack.node.children.slice();
new CfnEventInvokeConfig(stack, 'Refused', {
  functionName: 'a-function-that-does-not-exist',
  qualifier: '$LATEST',
}).node.addDependency(...all);
