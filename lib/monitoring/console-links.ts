import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pascalCase } from '../../lambda/contracts/outputs';
import { addOutput } from '../inbox/inbox-id';

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
  scope: Construct,
  dashboard: string | undefined,
  logGroups: Readonly<Record<string, string>>,
): void {
  const stack = Stack.of(scope);
  const { partition, region } = stack;
  const choose = (named: keyof typeof HOSTS, name: string, otherwise: string) => {
    const expression = Fn.conditionEquals(Aws.PARTITION, named);
    // Of the stack: CloudFormation's validation warns of equal conditions, which several inboxes would bring.
    const id = `ExtractionInbox${name}`;
    const condition =
      (stack.node.tryFindChild(id) as CfnCondition | undefined) ??
      new CfnCondition(stack, id, { expression });
    return Fn.conditionIf(condition.logicalId, HOSTS[named], otherwise).toString();
  };
  // Known at synth when the region is configured; otherwise CloudFormation chooses.
  const host = Token.isUnresolved(partition)
    ? choose('aws-cn', 'IsInChina', choose('aws-us-gov', 'IsInGovCloud', HOSTS.aws))
    : (HOSTS[partition as keyof typeof HOSTS] ?? HOSTS.aws);
  const home = `https://${host}/cloudwatch/home?region=${region}`;
  if (dashboard !== undefined) {
    const value = `${home}#dashboards:name=${dashboard}`;
    addOutput(scope, 'DashboardLink', value, 'The dashboard in the console');
  }
  for (const [name, logGroup] of Object.entries(logGroups)) {
    // The console expects slashes encoded twice, with `$` for `%` (undocumented; see https://docs.rs/crate/cloudwatch_logs_url). A name
    // may be known only at deployment, so CloudFormation encodes it. Our names contain nothing else to encode.
    const encoded = Fn.join('$252F', Fn.split('/', logGroup));
    const value = `${home}#logsV2:log-groups/log-group/${encoded}`;
    addOutput(scope, `LogsLink${pascalCase(name)}`, value, `The logs of ${name} in the console`);
  }
}
