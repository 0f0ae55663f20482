import type { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { WatchedParts } from './alarms/alarm-rows';
import { Alarms } from './alarms/alarms';
import type { Config } from './config/config';
import { Dashboard } from './dashboard/dashboard';
import type { DashboardParts } from './dashboard/dashboard-parts';

/** What is watched, and how much of it the configuration wants. */
export interface MonitoringParts extends WatchedParts, Omit<DashboardParts, 'alarms'> {
  readonly config: Pick<Config, 'monitoring' | 'alarmTopicArn'>;
}

/** Adds alarms and dashboard, as far as they are wanted; directly to the stack, so that each keeps its plain name. */
export function addMonitoring(stack: Stack, { config, ...parts }: MonitoringParts): void {
  const { monitoring, alarmTopicArn } = config;
  const topic = alarmTopicArn ? Topic.fromTopicArn(stack, 'AlarmTopic', alarmTopicArn) : undefined;
  const alarms = new Alarms(stack, 'Alarms', { ...parts, level: monitoring.alarms, topic });
  if (monitoring.dashboard) {
    new Dashboard(stack, 'Dashboard', { ...parts, alarms: alarms.all });
  }
}
