import { App, Stack } from 'aws-cdk-lib';
import { ExtendSource, ExtractionInbox, type ExtractionInboxProps, LimaiSource } from '../../../lib';

/** A stack without an environment, as a consumer's app has it: without the feature flags of this repository. */
export function givenStackOf(id = 'Docs', context: Record<string, unknown> = {}): Stack {
  const app = new App({ analyticsReporting: false, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  return new Stack(app, id);
}

/** An inbox with a source of each provider. */
export function givenInbox(
  props: Partial<ExtractionInboxProps> = {},
  stack = givenStackOf(),
): ExtractionInbox {
  const sources = [LimaiSource.create('invoices'), ExtendSource.create('runs')];
  return new ExtractionInbox(stack, 'Inbox', { sources, ...props });
}
