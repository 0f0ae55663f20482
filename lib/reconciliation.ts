import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { WatchedReconciler } from './alarms/reconciler-alarms';
import type { SourceConfig } from './config/config';
import { pascalCase } from './pascal-case';
import type { ProviderPipeline } from './provider-pipeline';
import { listPace, ReconcileSchedule, type ReconcileScheduleProps, reconciledOf } from './reconcile-schedule';

export interface ReconciliationProps
  extends Pick<ReconcileScheduleProps, 'functions' | 'eventStore' | 'secrets' | 'settings'> {
  readonly sources: readonly SourceConfig[];
  readonly pipelines: readonly ProviderPipeline[];
}

/** A schedule for every source that has what it needs; of the others the synth says what they lack. */
export class Reconciliation extends Construct {
  readonly reconcilers: readonly WatchedReconciler[];

  constructor(scope: Construct, id: string, { sources, pipelines, ...shared }: ReconciliationProps) {
    super(scope, id);
    this.reconcilers = pipelines.flatMap(({ provider, workQueue: queue }) => {
      const own = reconciledOf(sources).filter((source) => source.provider === provider.id);
      const requestsPerSecond = listPace(provider, sources);
      return own.map((source) => {
        const props = { ...shared, source, queue, requestsPerSecond };
        const { reconciler: fn, interval } = new ReconcileSchedule(this, pascalCase(source.id), props);
        return { source: source.id, fn, interval };
      });
    });
    for (const { id: source, notReconciled } of sources) {
      if (notReconciled !== undefined) {
        const said = `Source "${source}" is not reconciled: ${notReconciled}`;
        Annotations.of(this).addInfoV2(`extraction-inbox:not-reconciled:${source}`, said);
      }
    }
  }
}
