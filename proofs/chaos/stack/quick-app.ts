import { App } from 'aws-cdk-lib';
import { loadConfig } from '../../../lib/config/load-config';
import { ExtractionInboxStack } from '../../../lib/extraction-inbox-stack';
import { withQuickTimes } from './quick-times';

/** The app of bin/app.ts with the times of a quick chaos run, which no configuration file can set. */
const app = new App({ analyticsReporting: false });
new ExtractionInboxStack(app, 'ExtractionInbox', {
  config: withQuickTimes(loadConfig(app.node.tryGetContext('config'))),
});
