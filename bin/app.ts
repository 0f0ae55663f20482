import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SynthError } from '../lib/config/config-error';
import { loadConfig, refuseMisspeltContext } from '../lib/config/load-config';
import { ExtractionInboxStack } from '../lib/extraction-inbox-stack';

const app = new App({ analyticsReporting: false });
// Every synth is checked, the local run's too: a finding nobody acknowledged ends it (docs/decisions/0015).
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));

try {
  refuseMisspeltContext(app.node.getAllContext());
  new ExtractionInboxStack(app, 'ExtractionInbox', {
    config: loadConfig(app.node.tryGetContext('config'), app.node.getAllContext()),
    description: 'Every document-extraction result, once: signed webhooks in, stored results out',
  });
} catch (error) {
  if (!(error instanceof SynthError)) {
    throw error;
  }
  // A person reads this in a terminal: the stack trace of a typing error helps nobody.
  console.error(error.message);
  process.exitCode = 1;
}
