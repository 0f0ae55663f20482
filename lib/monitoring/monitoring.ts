import { Annotations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config } from '../config/config';
import { Alarms } from './alarms/alarms';
import { addConsoleLinks } from './console-links';
import { Dashboard } from './dashboard/dashboard';
import { RUNBOOK_PATH } from './runbook';
import { nameFunctions, type WatchedParts } from './watched-parts';

/** Adds alarms and dashboard, as far as they are wanted, and links to the console. Returns the alarms. */
export function addMonitoring(
  scope: Construct,
  { monitoring, runbookUrl }: Pick<Config, 'monitoring' | 'runbookUrl'>,
  parts: WatchedParts,
  topic: ITopic | undefined,
): readonly IAlarm[] {
  const alarms = new Alarms(scope, 'Alarms', { ...parts, level: monitoring.alarms, runbookUrl, topic });
  const dashboard = monitoring.dashboard
    ? new Dashboard(scope, 'Dashboard', { ...parts, alarms: alarms.all })
    : undefined;
  const functions = nameFunctions(parts).map(([name, { lambda }]) => [name, lambda.logGroup.logGroupName]);
  const logGroups = { ...Object.fromEntries(functions), 'http api': parts.api.accessLogs.logGroupName };
  addConsoleLinks(scope, dashboard?.name, logGroups);
  if (monitoring.alarms !== 'none' && runbookUrl === RUNBOOK_PATH) {
    const said = `Alarms name ${RUNBOOK_PATH}, which nobody can click: set runbookUrl in the configuration, or "repository" in package.json.`;
    Annotations.of(scope).addInfoV2('extraction-inbox:no-runbook-url', said);
  }
  return alarms.all;
}
