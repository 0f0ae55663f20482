import { Aws, CfnCondition, CfnOutput, Fn, type Stack, Token } from 'aws-cdk-lib';
import { pascalCase } from '../../lambda/contracts/outputs';

/** The console's host by partition. */
const HOSTS = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
} as const;

/**
 * Adds an output for each page of the console that a person opens first.
 * @param dashboard name of the dashboard, if there is one
 * @param logGroups what a person calls a function → name of its log group
 */
export function addConsoleLinks(
  stack: Stack,
  dashboard: string | undefined,
  logGroups: Readonly<Record<string, string>>,
): void {
  const choose = (partition: keyof typeof HOSTS, id: string, otherwise: string) => {
    const expression = Fn.conditionEquals(Aws.PARTITION, partition);
    const condition = new CfnCondition(stack, id, { expression });
    return Fn.conditionIf(condition.logicalId, HOSTS[partition], otherwise).toString();
  };
  // Known at synth when the region is configured; otherwise CloudFormation chooses.
  const host = Token.isUnresolved(stack.partition)
    ? choose('aws-cn', 'IsInChina', choose('aws-us-gov', 'IsInGovCloud', HOSTS.aws))
    : (HOSTS[stack.partition as keyof typeof HOSTS] ?? HOSTS.aws);
  const home = `https://${host}/cloudwatch/home?region=${stack.region}`;
  if (dashboard !== undefined) {
    const value = `${home}#dashboards:name=${dashboard}`;
    new CfnOutput(stack, 'DashboardLink', { value, description: 'The dashboard in the console' });
  }
  for (const [name, logGroup] of Object.entries(logGroups)) {
    // The console expects slashes encoded twice, with `$` for `%` (undocumented; see https://docs.rs/crate/cloudwatch_logs_url). A name
    // may be known only at deployment, so CloudFormation encodes it. Our names contain nothing else to encode.
    const encoded = Fn.join('$252F', Fn.split('/', logGroup));
    const value = `${home}#logsV2:log-groups/log-group/${encoded}`;
    new CfnOutput(stack, `LogsLink${pascalCase(name.replaceAll(' ', '-'))}`, {
      value,
      description: `The logs of ${name} in the console`,
    });
  }
}
