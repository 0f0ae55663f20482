import { arn } from '../../template/arn';
import type { ReferableResource } from '../../template/stack-scope';
import { physicalName } from './physical-name';
import type { DeployContext, ResolvedResource } from './resource-handler';

/** Resource types that are accepted and have no effect locally, each with the reason. */
export const ACCEPTED_RESOURCES: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::CloudWatch::Alarm': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::CloudWatch::CompositeAlarm': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::CloudWatch::Dashboard': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::Lambda::Permission': 'the local run invokes its functions itself',
  'AWS::Logs::LogGroup': 'what functions print is in the log file of the run',
  'AWS::Logs::MetricFilter': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::Logs::QueryDefinition': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::SNS::Subscription': 'nobody is notified locally',
  'AWS::SNS::Topic': 'nobody is notified locally',
  'AWS::SNS::TopicPolicy': 'nobody is notified locally',
};

const ARNS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::SNS::Topic': (name) => arn('sns', name),
};

/** A name and an ARN, so that others can refer to it. */
export function acceptedResource(
  { logicalId, type }: ResolvedResource,
  { stackName }: DeployContext,
): ReferableResource {
  const name = physicalName(stackName, logicalId, { maxLength: 255 });
  const Arn = ARNS[type]?.(name);
  // A topic's Ref is its ARN.
  const physicalId = type === 'AWS::SNS::Topic' && Arn ? Arn : name;
  return { physicalId, attributes: { ...(Arn && { Arn, TopicArn: Arn }) } };
}
