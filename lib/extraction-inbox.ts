import type { DomainName, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  type IAlarm,
  type IMetric,
  MathExpression,
  type Metric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { closestName } from './closest-name';
import { composeInbox, type InboxParts } from './inbox/inbox-parts';
import { grantReadEvents, grantReadResults } from './inbox/reader-grants';
import { appMetric } from './monitoring/app-metric';
import { nameFunctions } from './monitoring/watched-parts';
import type { ExtractionInboxProps } from './props/extraction-inbox-props';
import { readProps } from './props/read-props';
import type { ExtractionProvider } from './props/sources/extraction-provider';
import { PropsError } from './props/validation-error';

/** Receives the signed webhooks of document-extraction providers, and stores each result once. */
export class ExtractionInbox extends Construct {
  /** The table with the record of every event. */
  public readonly eventTable: Table;
  /** The bucket with results, bodies and archived content. */
  public readonly bucket: Bucket;
  /** The HTTP API that receives the webhooks. */
  public readonly api: HttpApi;
  /** The domain name of your own; only with `domainName`. */
  public readonly domain?: DomainName;
  /** The KMS key that encrypts the data; only with `encryptionKey` or `customerManagedKey`. */
  public readonly encryptionKey?: IKey;
  /** Every alarm; the composite of those that page first. */
  public readonly alarms: IAlarm[];
  /** Every function. */
  public readonly functions: LambdaFunction[];
  /** Verifies webhooks and claims their events. */
  public readonly ingestFunction: LambdaFunction;
  /** Runs every minute, and sends overdue events again. */
  public readonly sweepFunction: LambdaFunction;
  /** The queue of each provider with references to its open events. */
  public readonly workQueues: Queue[];
  /** The queue of each provider with the messages that its processor crashed on. */
  public readonly deadLetterQueues: Queue[];

  private readonly parts: InboxParts;

  constructor(scope: Construct, id: string, props: ExtractionInboxProps) {
    super(scope, id);
    const { config, existing } = readProps(this, props);
    this.parts = composeInbox(this, config, existing);
    const { eventStore, bucket, api, key, alarms, ingest, sweeper, pipelines } = this.parts;
    this.eventTable = eventStore.table;
    this.bucket = bucket.bucket;
    this.api = api.api;
    if (api.domain) {
      this.domain = api.domain;
    }
    if (key) {
      this.encryptionKey = key.key;
    }
    this.alarms = [...alarms];
    this.functions = nameFunctions(this.parts).map(([, { lambda }]) => lambda);
    this.ingestFunction = ingest.lambda;
    this.sweepFunction = sweeper.lambda;
    this.workQueues = pipelines.map(({ workQueue }) => workQueue.queue);
    this.deadLetterQueues = pipelines.map(({ workQueue }) => workQueue.deadLetters);
  }

  /** The URL to enter at the provider of a source. */
  public webhookUrl(sourceId: string): string {
    return this.parts.api.getUrl(this.checkSource(sourceId));
  }

  /** The secret with the signing keys of a source's webhooks. */
  public signingSecret(sourceId: string): Secret {
    return this.parts.secrets.get(this.checkSource(sourceId)).signing;
  }

  /** The secret with the token of a source for its provider's API. */
  public apiTokenSecret(sourceId: string): Secret {
    return this.parts.secrets.get(this.checkSource(sourceId)).apiToken;
  }

  /** The queue of a provider with references to its open events. */
  public workQueue(provider: ExtractionProvider): Queue {
    return this.findPart(this.parts.pipelines, provider, 'a source').workQueue.queue;
  }

  /** The queue of a provider with the messages that its processor crashed on. */
  public deadLetterQueue(provider: ExtractionProvider): Queue {
    return this.findPart(this.parts.pipelines, provider, 'a source').workQueue.deadLetters;
  }

  /** The function that fetches the results of a provider. */
  public processFunction(provider: ExtractionProvider): LambdaFunction {
    return this.findPart(this.parts.pipelines, provider, 'a source').processor.lambda;
  }

  /** The function that finds documents of a provider whose webhooks never came. */
  public reconcileFunction(provider: ExtractionProvider): LambdaFunction {
    return this.findPart(this.parts.reconcilers, provider, 'a reconciled source').fn.lambda;
  }

  /** Lets a principal read stored results, and nothing else of the bucket. */
  public grantReadResults(grantee: IGrantable): Grant {
    return grantReadResults(grantee, this.parts);
  }

  /** Lets a principal read event records, by their keys and by the indexes. */
  public grantReadEvents(grantee: IGrantable): Grant {
    return grantReadEvents(grantee, this.parts);
  }

  /** Events that got a result; by default their sum in 5 minutes. */
  public metricStored(props: MetricOptions = {}): Metric {
    return appMetric({ name: 'Stored', by: this.firstPipeline().processor }).with(props);
  }

  /**
   * Events that were given up, by processors and sweeper together; by default their sum in 5 minutes. Results that the provider
   * deleted before they were fetched are not among them.
   */
  public metricFailed(props: MetricOptions = {}): IMetric {
    const { label = 'Failed', color, ...options } = props;
    const { processor } = this.firstPipeline();
    const metrics = [processor, this.parts.sweeper].map((by) =>
      appMetric({ name: 'Failed', by }).with(options),
    );
    const [processed, swept] = metrics as [Metric, Metric];
    return new MathExpression({
      expression: 'SUM([processed, swept])',
      usingMetrics: { processed, swept },
      label,
      period: processed.period,
      ...(color !== undefined && { color }),
    });
  }

  private firstPipeline(): InboxParts['pipelines'][number] {
    const [first] = this.parts.pipelines;
    if (!first) {
      throw new Error('Pipelines: got none, expected one for each provider with a source.');
    }
    return first;
  }

  private checkSource(got: string): string {
    const ids = this.parts.sources.map(({ id }) => id);
    if (ids.includes(got)) {
      return got;
    }
    const closest = closestName(got, ids);
    const remedy = closest === undefined ? undefined : `Did you mean '${closest}'?`;
    throw new PropsError(this, [{ key: 'source', got, expected: `one of ${ids.join(', ')}`, remedy }]);
  }

  private findPart<T extends { readonly provider: { readonly id: string } }>(
    parts: readonly T[],
    got: string,
    what: string,
  ): T {
    const found = parts.find(({ provider }) => provider.id === got);
    if (!found) {
      const expected = `a provider with ${what}: ${parts.map(({ provider }) => provider.id).join(', ') || 'none'}`;
      throw new PropsError(this, [{ key: 'provider', got, expected }]);
    }
    return found;
  }
}
