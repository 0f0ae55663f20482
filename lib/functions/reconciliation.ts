import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { pascalCase } from '../../lambda/contracts/outputs';
import type { SourceConfig } from '../config/config';
import type { WatchedReconciler } from '../monitoring/alarms/reconciler-alarms';
import type { ProviderPipeline } from './provider-pipeline';
import { ReconcileSchedule, type ReconcileScheduleProps, reconciledOf } from './reconcile-schedule';

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
