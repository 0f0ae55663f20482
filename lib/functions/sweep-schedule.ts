import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { configuredSourcesEnv } from '../../lambda/contracts/environment';
import type { ConfiguredSources } from '../../lambda/domain/provider/provider';
import type { SourceConfig } from '../config/config';
import type { Timing } from '../config/timing';
import type { EventStore } from '../storage/event-store';
import type { InboxBucket } from '../storage/inbox-bucket';
import { grantSend, type WorkQueue } from '../storage/work-queue';
import { type FunctionDefaults, InboxFunction } from './inbox-function';

export interface SweepScheduleProps {
  readonly timing: Timing;
  readonly functions: FunctionDefaults;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
  readonly queues: readonly WorkQueue[];
  readonly sources: readonly SourceConfig[];
}

/** Runs every minute: sends overdue events again, and finalizes those whose retry window ended. */
export class SweepSchedule extends Construct {
  readonly sweeper: InboxFunction;

  constructor(scope: Construct, id: string, props: SweepScheduleProps) {
    super(scope, id);
    this.sweeper = new InboxFunction(this, 'Sweeper', {
      ...props.functions,
      handler: 'sweep',
      description: 'Sends again what was claimed and never processed',
      timeout: Duration.seconds(props.timing.sweepTimeoutSeconds),
    });
    props.eventStore.grantSweep(this.sweeper);
    props.bucket.grantHeadResults(this.sweeper);
    grantSend(this.sweeper, props.queues);
    // Only ids, since an environment is small. An event of any other source waits until its window ends.
    const configured: Record<string, string[]> = {};
    for (const source of props.sources) {
      configured[source.provider] = [...(configured[source.provider] ?? []), source.id];
    }
    this.sweeper.provide(configuredSourcesEnv, {
      CONFIGURED_SOURCES: JSON.stringify(configured satisfies ConfiguredSources),
    });
    new Rule(this, 'Rule', {
      description: 'Starts the sweeper',
      schedule: Schedule.rate(Duration.seconds(props.timing.sweepIntervalSeconds)),
      // A missed sweep needs no retry: the next one does its work.
      targets: [new LambdaFunction(this.sweeper.lambda, { retryAttempts: 0 })],
    });
  }
}
