import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { listingEnv } from '../lambda/adapters/listing.env';
import type { ReconcileSettings } from '../lambda/domain/reconciliation';
import type { ProviderConfig, SourceConfig } from './config/config';
import type { EventStore } from './event-store';
import { type FunctionDefaults, InboxFunction } from './inbox-function';
import type { SourceSecrets } from './source-secrets';
import type { SourceSettings } from './source-settings';
import { grantSend, type WorkQueue } from './work-queue';

/** A source that is reconciled. */
export type ReconciledSource = SourceConfig & { readonly reconcile: ReconcileSettings };

export interface ReconcileScheduleProps {
  readonly source: ReconciledSource;
  /** Of the source's provider. */
  readonly queue: WorkQueue;
  /** Of this source's share: pages of the provider's list. */
  readonly requestsPerSecond: number;
  readonly functions: FunctionDefaults;
  readonly eventStore: EventStore;
  readonly secrets: SourceSecrets;
  readonly settings: SourceSettings;
}

/** A list of 100,000 documents is read in one run; a longer one is gone on with by the next. */
const TIMEOUT = Duration.minutes(5);

/** Each hour: asks one source's provider what it finished, and claims what never arrived. */
export class ReconcileSchedule extends Construct {
  readonly reconciler: InboxFunction;
  readonly interval: Duration;

  constructor(scope: Construct, id: string, props: ReconcileScheduleProps) {
    super(scope, id);
    const { source, requestsPerSecond } = props;
    this.interval = Duration.minutes(source.reconcile.everyMinutes);
    this.reconciler = new InboxFunction(this, 'Reconciler', {
      ...props.functions,
      handler: 'reconcile',
      description: `Finds documents of source ${source.id} whose webhooks never came`,
      timeout: TIMEOUT,
    });
    props.eventStore.grantReconcile(this.reconciler);
    props.secrets.grantApiToken(this.reconciler, source);
    props.settings.grantRead(this.reconciler);
    grantSend(this.reconciler, [props.queue]);
    this.reconciler.provide(listingEnv, {
      LISTING: Stack.of(this).toJsonString({ source: source.id, requestsPerSecond }),
    });
    new Rule(this, 'Rule', {
      description: `Starts the reconciler of source ${source.id}`,
      schedule: Schedule.rate(this.interval),
      // A missed run needs no repeating: the next one goes on where the last one was.
      targets: [new LambdaFunction(this.reconciler.lambda, { retryAttempts: 0 })],
    });
  }
}

/** Pages per second that each of one provider's sources may ask for: the provider counts all our calls together. */
export function listPace({ id, pressure }: ProviderConfig, sources: readonly SourceConfig[]): number {
  const own = reconciledOf(sources).filter((source) => source.provider === id);
  return pressure.listRequestsPerSecond / Math.max(1, own.length);
}

/** The sources that are reconciled. */
export function reconciledOf(sources: readonly SourceConfig[]): readonly ReconciledSource[] {
  return sources.filter((source): source is ReconciledSource => source.reconcile !== undefined);
}
