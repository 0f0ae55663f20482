import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lib/config/config-error';
import { loadConfig } from '../lib/config/load-config';
import { ExtractionInboxStack } from '../lib/extraction-inbox-stack';

const app = new App({ analyticsReporting: false });

try {
  new ExtractionInboxStack(app, 'ExtractionInbox', {
    config: loadConfig(app.node.tryGetContext('config')),
    description: 'Every document-extraction result, once: signed webhooks in, stored results out',
  });
} catch (error) {
  if (!(error instanceof ConfigError)) {
    throw error;
  }
  // A person reads this in a terminal: the stack trace of a typing error helps nobody.
  console.error(error.message);
  process.exitCode = 1;
}
