import { App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { findInboxes } from '../../lambda/contracts/outputs';
import { ExtendSource, ExtractionInbox, ExtractionProvider, LimaiSource } from '../../lib';
import { givenInbox, givenStackOf } from '../support/stack/given-inbox';
import { ofType } from './synthesize';

const SOURCES = [LimaiSource.create('invoices'), ExtendSource.create('runs')];

function outputsOf(stack: Stack): Readonly<Record<string, string>> {
  const outputs = Template.fromStack(stack).toJSON().Outputs as Record<string, { readonly Value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([key, { Value }]) => [key, JSON.stringify(Value)]));
}

describe('two inboxes in one stack', () => {
  const stack = givenStackOf();
  const docs = new ExtractionInbox(stack, 'Docs', { sources: SOURCES });
  const eu = new ExtractionInbox(new Construct(stack, 'docs'), 'eu', { sources: SOURCES });
  const template = Template.fromStack(stack);

  it('have the same outputs, each under its own id', () => {
    const inboxes = findInboxes(outputsOf(stack));
    expect([...inboxes.keys()]).toEqual(['Docs', 'DocsEu']);
    const [first, second] = [...inboxes.values()].map((outputs) => Object.keys(outputs).sort());
    expect(first).toEqual(second);
    expect(first?.length).toBeGreaterThan(20);
  });

  it('count under namespaces of their own, and watch no metric of the other', () => {
    const namespaceOf = (path: string) =>
      new Set(
        ofType(template, 'AWS::CloudWatch::Alarm')
          .filter(([id]) => id.startsWith(path))
          .map(([, { Properties }]) => String(Properties.Namespace))
          .filter((namespace) => namespace.startsWith('Docs')),
      );
    expect(namespaceOf('DocsAlarms')).toEqual(new Set(['Docs/Docs']));
    expect(namespaceOf('DocsEuAlarms')).toEqual(new Set(['Docs/DocsEu']));
    expect(docs.metricStored().namespace).toBe('Docs/Docs');
    expect(eu.metricStored().namespace).toBe('Docs/DocsEu');
  });

  it('share no name and no resource', () => {
    const names = ofType(template, 'AWS::Logs::LogGroup').flatMap(([, { Properties }]) =>
      Properties.LogGroupName === undefined ? [] : [Properties.LogGroupName],
    );
    expect(names).toEqual(['/aws/vendedlogs/Docs/Docs/http-api', '/aws/vendedlogs/Docs/DocsEu/http-api']);
    template.resourceCountIs('AWS::DynamoDB::Table', 2);
    template.resourceCountIs('AWS::ApiGatewayV2::Api', 2);
  });

  it('may not have the same id', () => {
    expect(() => new ExtractionInbox(stack, 'docs-eu', { sources: SOURCES })).toThrow(
      /id: got "Docs\/docs-eu", expected a path that differs from Docs\/docs\/eu by more than .* Both inboxes would be DocsEu/,
    );
  });

  it('are refused at synth when their stack would have too many outputs', () => {
    const full = givenStackOf('Full');
    for (const id of ['One', 'Two']) {
      const sources = Array.from({ length: 35 }, (_, index) => LimaiSource.create(`s${index}`));
      new ExtractionInbox(full, id, { sources });
    }
    expect(() => (full.node.root as App).synth()).toThrow(
      /Stack Full: got \d+ outputs, expected at most 200/,
    );
  });
});

describe('two stacks in one app', () => {
  it('have inboxes of the same id, apart in everything that is global', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const namespaces = ['One', 'Two'].map((name) => {
      const inbox = givenInbox({}, new Stack(app, name));
      return inbox.metricStored().namespace;
    });
    expect(namespaces).toEqual(['One/Inbox', 'Two/Inbox']);
  });
});

describe('the metrics of an inbox', () => {
  it('take the options of CloudWatch, and work in an alarm', () => {
    const inbox = givenInbox();
    const stored = inbox.metricStored({ period: Duration.hours(1), label: 'Results' });
    expect(stored).toMatchObject({
      metricName: 'Stored',
      dimensions: { service: 'process' },
      period: Duration.hours(1),
      label: 'Results',
      statistic: 'Sum',
    });
    const stack = Stack.of(inbox);
    const metric = inbox.metricFailed({ period: Duration.minutes(15) });
    new Alarm(stack, 'Mine', { metric, threshold: 1, evaluationPeriods: 1 });
    const mine = ofType(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').find(([id]) =>
      id.startsWith('Mine'),
    );
    expect(mine?.[1].Properties.Metrics).toMatchObject([
      { Expression: 'SUM([processed, swept])', Label: 'Failed' },
      { MetricStat: { Metric: { MetricName: 'Failed', Dimensions: [{ Value: 'process' }] }, Period: 900 } },
      { MetricStat: { Metric: { MetricName: 'Failed', Dimensions: [{ Value: 'sweep' }] }, Period: 900 } },
    ]);
  });

  it('have one alarm of everything that pages, first', () => {
    const inbox = givenInbox();
    expect(inbox.alarms.length).toBeGreaterThan(20);
    expect(inbox.alarms[0]?.node.path).toBe('Docs/Inbox/Alarms/DocumentsNotArriving');
  });
});

describe('the members of an inbox', () => {
  const inbox = givenInbox();
  const stack = Stack.of(inbox);
  const { LIMAI, EXTEND } = ExtractionProvider;

  it('name the URL of each source as the outputs do', () => {
    const outputs = outputsOf(stack);
    for (const [id, output] of [
      ['invoices', 'InboxWebhookUrlInvoices'],
      ['runs', 'InboxWebhookUrlRuns'],
    ] as const) {
      expect(JSON.stringify(stack.resolve(inbox.webhookUrl(id)))).toBe(outputs[output]);
    }
  });

  it('are the resources themselves, by source and by provider', () => {
    const paths = {
      [inbox.eventTable.node.path]: 'Docs/Inbox/EventStore/Table',
      [inbox.bucket.node.path]: 'Docs/Inbox/Bucket/Bucket',
      [inbox.api.node.path]: 'Docs/Inbox/Webhooks/Api',
      [inbox.ingestFunction.node.path]: 'Docs/Inbox/Ingest/Function',
      [inbox.sweepFunction.node.path]: 'Docs/Inbox/Sweep/Sweeper/Function',
      [inbox.processFunction(LIMAI).node.path]: 'Docs/Inbox/Limai/Processor/Function',
      [inbox.reconcileFunction(EXTEND).node.path]: 'Docs/Inbox/Reconciliation/Extend/Reconciler/Function',
      [inbox.workQueue(EXTEND).node.path]: 'Docs/Inbox/Extend/Queue/Messages',
      [inbox.deadLetterQueue(LIMAI).node.path]: 'Docs/Inbox/Limai/Queue/DeadLetters',
      [inbox.signingSecret('runs').node.path]: 'Docs/Inbox/Secrets/extend/runs/Signing',
      [inbox.apiTokenSecret('invoices').node.path]: 'Docs/Inbox/Secrets/limai/invoices/ApiToken',
    };
    expect(Object.keys(paths)).toEqual(Object.values(paths));
    expect(inbox.deadLetterQueues).toEqual([inbox.deadLetterQueue(LIMAI), inbox.deadLetterQueue(EXTEND)]);
    expect(inbox.workQueues).toEqual([inbox.workQueue(LIMAI), inbox.workQueue(EXTEND)]);
    expect(inbox.functions).toHaveLength(5);
  });

  it('say which sources and providers there are', () => {
    expect(() => inbox.webhookUrl('invoice')).toThrow(
      /source: got "invoice", expected one of invoices, runs\. Did you mean 'invoices'\?/,
    );
    // Without a deploymentId a source of Limai is not reconciled.
    expect(() => inbox.reconcileFunction(LIMAI)).toThrow(
      /provider: got "limai", expected a provider with a reconciled source: extend\./,
    );
  });

  it('take aspects of the app, such as tags', () => {
    const tagged = givenInbox();
    Tags.of(tagged).add('team', 'documents');
    const template = Template.fromStack(Stack.of(tagged));
    template.allResourcesProperties('AWS::SQS::Queue', { Tags: [{ Key: 'team', Value: 'documents' }] });
  });
});

describe('the removal policy', () => {
  it.each([
    [undefined, 'RetainExceptOnCreate'],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('%s gives what holds data the policy %s', (removalPolicy, expected) => {
    const inbox = givenInbox({ customerManagedKey: true, ...(removalPolicy && { removalPolicy }) });
    const template = Template.fromStack(Stack.of(inbox));
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
      expect(ofType(template, type).map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual([expected]);
    }
  });
});
