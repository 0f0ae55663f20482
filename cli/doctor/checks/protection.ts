import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Check, type CheckResult, finding, notTested, passed } from '../finding';

const REMEDY =
  'Add `terminationProtection: true, deletionProtection: true,` to the configuration and run `npx cdk deploy` (docs/upgrades.md). A setting by hand does not last.';

/** Whether stack and table refuse to be deleted, as AWS says, whatever the configuration says. */
export const protectionCheck: Check = {
  id: 'protection',
  run: async ({ inbox }) => {
    const { stack, table, clients } = inbox.connection;
    if (!clients.cloudFormation || stack === undefined) {
      return [notTested('a local run is not protected against deletion')];
    }
    return [
      await stackProtection(stack, clients.cloudFormation),
      await tableProtection(table, clients.dynamodb),
    ];
  },
};

async function stackProtection(stack: string, client: CloudFormationClient): Promise<CheckResult> {
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  return found?.EnableTerminationProtection === true
    ? passed('CloudFormation refuses to delete the stack', stack)
    : finding('protection_off', {
        about: stack,
        what: 'the stack can be deleted: termination protection is off',
        remedy: REMEDY,
      });
}

async function tableProtection(table: string, client: DynamoDBClient): Promise<CheckResult> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  return Table?.DeletionProtectionEnabled === true
    ? passed('DynamoDB refuses to delete the table', table)
    : finding('protection_off', {
        about: table,
        what: 'the table can be deleted: deletion protection is off',
        remedy: REMEDY,
      });
}
