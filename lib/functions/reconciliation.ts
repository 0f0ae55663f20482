import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { listingEnv } from '../../lambda/contracts/environment';
import { pascalCase } from '../../lambda/contracts/outputs';
import { type ReconcileSettings, startsEveryMinutes } from '../../lambda/domain/reconcile/reconcile-state';
import type { ProviderConfig, SourceConfig } from '../config/config';
import type { SourceSecrets } from '../sources/source-secrets';
import type { SourceSettings } from '../sources/source-settings';
import type { EventStore } from '../storage/event-store';
import { grantSend } from '../storage/work-queue';
import { type FunctionDefaults, InboxFunction } from './inbox-function';
import type { ProviderPipeline } from './provider-pipeline';

export interface ReconciliationProps {
  readonly sources: readonly SourceConfig[];
  readonly pipelines: readonly ProviderPipeline[];
  readonly functions: FunctionDefaults;
  readonly eventStore: EventStore;
  readonly secrets: SourceSecrets;
  readonly settings: SourceSettings;
}

type ReconciledSource = SourceConfig & { readonly reconcile: ReconcileSettings };

/** One reconciler per provider with reconciled sources. For other sources synth prints why they are not reconciled. */
export class Reconciliation extends Construct {
  readonly reconcilers: readonly Reconciler[];

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    this.reconcilers = props.pipelines.flatMap((pipeline) => {
      const sources = selectReconciled(props.sources, pipeline.provider);
      const { id: provider } = pipeline.provider;
      return sources.length > 0 ? [new Reconciler(this, pascalCase(provider), pipeline, sources, props)] : [];
    });
    for (const { id: source, notReconciled } of props.sources) {
      if (notReconciled !== undefined) {
        const said = `Source "${source}" is not reconciled: ${notReconciled}`;
        Annotations.of(this).addInfoV2(`extraction-inbox:not-reconciled:${source}`, said);
      }
    }
  }
}

/** Lambda's maximum, shared by the sources of a provider. The next start continues what did not fit. */
const LONGEST_MINUTES = 15;

/** Runs on a schedule: lists what one provider finished and claims the events whose webhooks never arrived. */
export class Reconciler extends Construct {
  readonly provider: ProviderConfig;
  /** Ids of the sources it asks about. */
  readonly sources: readonly string[];
  readonly fn: InboxFunction;
  /** Between two starts. */
  readonly interval: Duration;
  /** Between two runs of the source that is reconciled least often. */
  readonly longest: Duration;

  constructor(
    scope: Construct,
    id: string,
    { provider, workQueue }: ProviderPipeline,
    sources: readonly ReconciledSource[],
    props: ReconciliationProps,
  ) {
    super(scope, id);
    const minutes = startsEveryMinutes(sources.map(({ reconcile }) => reconcile));
    this.provider = provider;
    this.sources = sources.map((source) => source.id);
    this.interval = Duration.minutes(minutes);
    this.longest = Duration.minutes(Math.max(...sources.map(({ reconcile }) => reconcile.everyMinutes)));
    this.fn = new InboxFunction(this, 'Reconciler', {
      ...props.functions,
      handler: 'reconcile',
      description: `Finds documents of ${provider.name} whose webhooks never came`,
      // Two overlapping runs would exceed the provider's rate limit.
      timeout: Duration.minutes(Math.min(LONGEST_MINUTES, minutes)),
    });
    props.eventStore.grantReconcile(this.fn);
    props.secrets.grantApiTokens(this.fn, provider.id);
    props.settings.grantRead(this.fn);
    grantSend(this.fn, [workQueue]);
    this.fn.provide(listingEnv, {
      LISTING: Stack.of(this).toJsonString({
        provider: provider.id,
        requestsPerSecond: provider.pressure.listRequestsPerSecond,
      }),
    });
    new Rule(this, 'Rule', {
      description: `Starts the reconciler of ${provider.name}, which runs the sources that are due`,
      schedule: Schedule.rate(this.interval),
      // A missed run needs no retry: the next one continues from the checkpoint.
      targets: [new LambdaFunction(this.fn.lambda, { retryAttempts: 0 })],
    });
  }
}

/** Pages per second that the command line may request for one source; all sources share the provider's limit. */
export function divideListRate(provider: ProviderConfig, sources: readonly SourceConfig[]): number {
  return provider.pressure.listRequestsPerSecond / Math.max(1, selectReconciled(sources, provider).length);
}

function selectReconciled(sources: readonly SourceConfig[], { id }: ProviderConfig): ReconciledSource[] {
  return sources.filter(
    (source): source is ReconciledSource => source.provider === id && source.reconcile !== undefined,
  );
}
