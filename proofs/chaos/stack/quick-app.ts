import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { loadConfig } from '../../../lib/config/load-config';
import { composeInbox } from '../../../lib/inbox/inbox-parts';
import { withQuickTimes } from './quick-times';

/** The app of bin/app.ts with the times of a quick chaos run, which neither a configuration nor props can set. */
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'ExtractionInbox');
composeInbox(new Construct(stack, 'Inbox'), withQuickTimes(loadConfig(app.node.tryGetContext('config'))));
