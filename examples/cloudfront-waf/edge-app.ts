import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadConfig } from '../../lib/config/load-config';
import { inboxBehindEdge } from './inbox-behind-edge';

const app = new App({ analyticsReporting: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
inboxBehindEdge(app, {
  config: loadConfig(app.node.tryGetContext('config'), app.node.getAllContext()),
  originDomain: required('originDomain'),
  certificateArn: required('certificateArn'),
  requestsPerMinute: Number(app.node.tryGetContext('requestsPerMinute') ?? 6_000),
});

function required(key: string): string {
  const value: unknown = app.node.tryGetContext(key);
  if (typeof value !== 'string') {
    throw new Error(
      `Context key "${key}": got ${String(value)}, expected a text. Add -c ${key}=… (docs/review/abuse-protection.md).`,
    );
  }
  return value;
}
