import type { Template } from 'aws-cdk-lib/assertions';
import { ofType, readable } from '../../lib/synthesize';
import type { AlarmProperties } from './evaluate-alarm';

export interface TemplateAlarm {
  /** The construct's own id: the logical id without its parent's and its hash. */
  readonly id: string;
  /** As a composite alarm names it. */
  readonly arn: string;
  readonly alarm: AlarmProperties;
}

export interface TemplateComposite {
  readonly id: string;
  readonly rule: string;
  readonly description: string;
}

/** The metric alarms of a template. */
export function findAlarms(template: Template): readonly TemplateAlarm[] {
  return ofType(template, 'AWS::CloudWatch::Alarm').map(([logicalId, { Properties }]) => ({
    id: ownId(logicalId),
    arn: `\${${logicalId}.Arn}`,
    alarm: readable(Properties) as AlarmProperties,
  }));
}

export function findComposites(template: Template): readonly TemplateComposite[] {
  return ofType(template, 'AWS::CloudWatch::CompositeAlarm').map(([logicalId, { Properties }]) => ({
    id: ownId(logicalId),
    rule: String(readable(Properties.AlarmRule)),
    description: String(Properties.AlarmDescription),
  }));
}

function ownId(logicalId: string): string {
  return logicalId.replace(/^InboxAlarms/, '');
}
