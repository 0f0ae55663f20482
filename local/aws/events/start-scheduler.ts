import { randomUUID } from 'node:crypto';
import type { ScheduleDescription } from '../deploy/deployment';
import type { Invocation } from '../lambda/local-function';

export interface SchedulerOptions {
  readonly schedules: readonly ScheduleDescription[];
  readonly region: string;
  readonly invoke: (functionId: string, event: unknown) => Promise<Invocation>;
}

export interface Scheduler {
  stop(): void;
}

const ACCOUNT = '000000000000';

/** Starts what EventBridge does for rules with a rate: the first event comes after one period. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const timers = options.schedules.map((schedule) =>
    setInterval(
      () => void options.invoke(schedule.functionLogicalId, createEvent(schedule, options.region)),
      schedule.everySeconds * 1000,
    ),
  );
  return {
    stop: () => {
      for (const timer of timers) {
        clearInterval(timer);
      }
    },
  };
}

/** The target's own input, or EventBridge's scheduled event. */
function createEvent({ input, logicalId }: ScheduleDescription, region: string): unknown {
  if (input !== undefined) {
    return JSON.parse(input);
  }
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:events:${region}:${ACCOUNT}:rule/${logicalId}`],
    detail: {},
  };
}
