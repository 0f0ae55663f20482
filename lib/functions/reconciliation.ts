import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { listingEnv } from '../../lambda/contracts/environment';
import { pascalCase } from '../../lambda/contracts/outputs';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-settings';
import { startsEveryMinutes } from '../../lambda/domain/reconcile/reconcile-state';
import type { ProviderConfig, SourceConfig } from '../config/config';
import type { WatchedReconciler } from '../monitoring/alarms/reconciler-alarms';
import type { SourceSecrets } from '../sources/source-secrets';
import type { SourceSettings } from '../sources/source-settings';
import type { EventStore } from '../storage/event-store';
import { grantSend, type WorkQueue } from '../storage/work-queue';
import { type FunctionDefaults, InboxFunction } from './inbox-function';
import type { ProviderPipeline } from './provider-pipeline';

export interface ReconciliationProps
  extends Pick<ReconcileScheduleProps, 'functions' | 'eventStore' | 'secrets' | 'settings'> {
  readonly sources: readonly SourceConfig[];
  readonly pipelines: readonly ProviderPipeline[];
}

/** A reconciler for every provider that has a source with what it takes; of the others the synth says what they lack. */
export class Reconciliation extends Construct {
  readonly reconcilers: readonly WatchedReconciler[];

  constructor(scope: Construct, id: string, { sources, pipelines, ...shared }: ReconciliationProps) {
    super(scope, id);
    this.reconcilers = pipelines.flatMap(({ provider, workQueue: queue }) => {
      const own = reconciledOf(sources).filter((source) => source.provider === provider.id);
      if (own.length === 0) {
        return [];
      }
      const props = { ...shared, provider, sources: own, queue };
      const { reconciler: fn, interval } = new ReconcileSchedule(this, pascalCase(provider.id), props);
      const longest = Math.max(...own.map(({ reconcile }) => reconcile.everyMinutes));
      return [
        { provider, sources: own.map(({ id }) => id), fn, interval, longest: Duration.minutes(longest) },
      ];
    });
    for (const { id: source, notReconciled } of sources) {
      if (notReconciled !== undefined) {
        const said = `Source "${source}" is not reconciled: ${notReconciled}`;
        Annotations.of(this).addInfoV2(`extraction-inbox:not-reconciled:${source}`, said);
      }
    }
  }
}

/** A source that is reconciled. */
export type ReconciledSource = SourceConfig & { readonly reconcile: ReconcileSettings };

export interface ReconcileScheduleProps {
  readonly provider: ProviderConfig;
  /** The provider's own. */
  readonly sources: readonly ReconciledSource[];
  /** The provider's own. */
  readonly queue: WorkQueue;
  readonly functions: FunctionDefaults;
  readonly eventStore: EventStore;
  readonly secrets: SourceSecrets;
  readonly settings: SourceSettings;
}

/** Lambda's longest: 30 sources share it, and what does not fit is gone on with at the next start. */
const LONGEST_MINUTES = 15;

/** On schedule: asks one provider what it finished for each of its sources, and claims what never arrived. */
export class ReconcileSchedule extends Construct {
  readonly reconciler: InboxFunction;
  /** Between two starts. */
  readonly interval: Duration;

  constructor(scope: Construct, id: string, props: ReconcileScheduleProps) {
    super(scope, id);
    const { provider, sources, functions } = props;
    const minutes = startsEveryMinutes(sources.map(({ reconcile }) => reconcile));
    this.interval = Duration.minutes(minutes);
    this.reconciler = new InboxFunction(this, 'Reconciler', {
      ...functions,
      handler: 'reconcile',
      description: `Finds documents of ${provider.name} whose webhooks never came`,
      // Two starts at once would ask the provider twice as fast as it allows.
      timeout: Duration.minutes(Math.min(LONGEST_MINUTES, minutes)),
    });
    props.eventStore.grantReconcile(this.reconciler);
    props.secrets.grantApiTokens(this.reconciler, provider.id);
    props.settings.grantRead(this.reconciler);
    grantSend(this.reconciler, [props.queue]);
    this.reconciler.provide(listingEnv, {
      LISTING: Stack.of(this).toJsonString({
        provider: provider.id,
        requestsPerSecond: provider.pressure.listRequestsPerSecond,
      }),
    });
    new Rule(this, 'Rule', {
      description: `Starts the reconciler of ${provider.name}, which runs the sources that are due`,
      schedule: Schedule.rate(this.interval),
      // A missed run needs no repeating: the next one goes on where the last one was.
      targets: [new LambdaFunction(this.reconciler.lambda, { retryAttempts: 0 })],
    });
  }
}

/** Pages per second that a tool may ask for beside the reconciler, for one source: the provider counts all our calls together. */
export function listPace({ id, pressure }: ProviderConfig, sources: readonly SourceConfig[]): number {
  const own = reconciledOf(sources).filter((source) => source.provider === id);
  return pressure.listRequestsPerSecond / Math.max(1, own.length);
}

/** The sources that are reconciled. */
export function reconciledOf(sources: readonly SourceConfig[]): readonly ReconciledSource[] {
  return sources.filter((source): source is ReconciledSource => source.reconcile !== undefined);
}
