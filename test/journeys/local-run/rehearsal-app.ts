import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { loadConfig } from '../../../lib/config/load-config';
import { composeInbox } from '../../../lib/inbox/inbox-parts';
import { withQuickTimes } from '../../../proofs/chaos/stack/quick-times';

/** A 404 is believed after so long. */
const NOT_FOUND_SECONDS = 6;
/** The sweeper leaves crashes to the queue, as with longer times: only so there are dead letters. */
const TIMES = { processorTimeoutSeconds: 10, leaseSeconds: 11, visibilitySeconds: 12, graceSeconds: 24 };

/** The app of bin/app.ts with times that no configuration allows: what takes a quarter of an hour takes a quarter of a minute. */
const app = new App({ analyticsReporting: false });
const config = withQuickTimes(loadConfig(app.node.tryGetContext('config')));
composeInbox(new Construct(new Stack(app, 'ExtractionInbox'), 'Inbox'), {
  ...config,
  retry: { ...config.retry, notFoundGraceMinutes: NOT_FOUND_SECONDS / 60 },
  timing: { ...config.timing, ...TIMES },
});
