import { Aws, CfnCondition, CfnOutput, Fn, type Stack, Token } from 'aws-cdk-lib';
import { pascalCase } from '../../lambda/contracts/outputs';

/** The console's host in each partition that has one of its own; every other uses that of `aws`. */
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
  // Known at synth where the region is configured, else chosen at the deployment.
  const host = Token.isUnresolved(stack.partition)
    ? choose('aws-cn', 'IsInChina', choose('aws-us-gov', 'IsInGovCloud', HOSTS.aws))
    : (HOSTS[stack.partition as keyof typeof HOSTS] ?? HOSTS.aws);
  const home = `https://${host}/cloudwatch/home?region=${stack.region}`;
  if (dashboard !== undefined) {
    const value = `${home}#dashboards:name=${dashboard}`;
    new CfnOutput(stack, 'DashboardLink', { value, description: 'The dashboard in the console' });
  }
  for (const [name, logGroup] of Object.entries(logGroups)) {
    // The console wants a slash encoded twice, with `$` for `%`. AWS documents no address of its pages; this is the form its own pages
    // have, as in https://docs.rs/crate/cloudwatch_logs_url. A name may be known at the deployment only, so CloudFormation encodes it;
    // of what a name may hold, ours hold nothing else to encode.
    const encoded = Fn.join('$252F', Fn.split('/', logGroup));
    const value = `${home}#logsV2:log-groups/log-group/${encoded}`;
    new CfnOutput(stack, `LogsLink${pascalCase(name.replaceAll(' ', '-'))}`, {
      value,
      description: `The logs of ${name} in the console`,
    });
  }
}
