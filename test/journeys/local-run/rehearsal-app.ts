import { App } from 'aws-cdk-lib';
import { loadConfig } from '../../../lib/config/load-config';
import { ExtractionInboxStack } from '../../../lib/extraction-inbox-stack';
import { withQuickTimes } from '../../../proofs/chaos/stack/quick-times';

/** A 404 is believed after so long. */
const GRACE_SECONDS = 6;

/** The app of bin/app.ts with times that no configuration allows: what takes a quarter of an hour takes a quarter of a minute. */
const app = new App({ analyticsReporting: false });
const config = withQuickTimes(loadConfig(app.node.tryGetContext('config')));
new ExtractionInboxStack(app, 'ExtractionInbox', {
  config: { ...config, retry: { ...config.retry, notFoundGraceMinutes: GRACE_SECONDS / 60 } },
});
