import { Annotations, type Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Config } from '../config/config';
import { Alarms } from './alarms/alarms';
import { addConsoleLinks } from './console-links';
import { Dashboard } from './dashboard/dashboard';
import { RUNBOOK_PATH } from './runbook';
import { nameFunctions, type WatchedParts } from './watched-parts';

/** Adds alarms and dashboard, as far as they are wanted, and links to the console; directly to the stack, so that each keeps its plain name. */
export function addMonitoring(
  stack: Stack,
  { monitoring, alarmTopicArn, runbookUrl }: Pick<Config, 'monitoring' | 'alarmTopicArn' | 'runbookUrl'>,
  parts: WatchedParts,
): void {
  const topic = alarmTopicArn ? Topic.fromTopicArn(stack, 'AlarmTopic', alarmTopicArn) : undefined;
  const alarms = new Alarms(stack, 'Alarms', { ...parts, level: monitoring.alarms, runbookUrl, topic });
  const dashboard = monitoring.dashboard
    ? new Dashboard(stack, 'Dashboard', { ...parts, alarms: alarms.all })
    : undefined;
  const functions = nameFunctions(parts).map(([name, { lambda }]) => [name, lambda.logGroup.logGroupName]);
  const logGroups = { ...Object.fromEntries(functions), 'http api': parts.api.accessLogs.logGroupName };
  addConsoleLinks(stack, dashboard?.name, logGroups);
  if (monitoring.alarms !== 'none' && runbookUrl === RUNBOOK_PATH) {
    const said = `Alarms name ${RUNBOOK_PATH}, which nobody can click: set runbookUrl in the configuration, or "repository" in package.json.`;
    Annotations.of(stack).addInfoV2('extraction-inbox:no-runbook-url', said);
  }
}
