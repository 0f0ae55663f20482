import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { describeError } from '../terminal/errors';
import { type CheckResult, finding, type NamedResult, passed } from './finding';

/** The outputs without which nothing below can be looked at are judged apart; these are each source's. */
const HEALTHY = /^(CREATE|UPDATE|IMPORT)_COMPLETE$|^UPDATE_COMPLETE_CLEANUP_IN_PROGRESS$/;

/** Whether the account can be asked at all, and whether the stack is there and whole. */
export async function examineStack(
  stack: string,
  client: Pick<CloudFormationClient, 'send' | 'config'>,
): Promise<readonly NamedResult[]> {
  try {
    await client.config.credentials();
  } catch (error) {
    return [noCredentials(error)];
  }
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return found ? describeFound(found) : [await noStack(stack, client)];
  } catch (error) {
    return [
      (error as Error).name === 'ValidationError' ? await noStack(stack, client) : noCredentials(error),
    ];
  }
}

function noCredentials(error: unknown): NamedResult {
  return {
    check: 'credentials',
    ...finding('credentials_unusable', {
      what: `AWS cannot be asked: ${describeError(error)}`,
      remedy:
        'Sign in as for the AWS CLI (`aws sso login`, AWS_PROFILE) with --region or AWS_REGION; for the local run say --local.',
    }),
  };
}

async function noStack(stack: string, client: Pick<CloudFormationClient, 'config'>): Promise<NamedResult> {
  return {
    check: 'stack',
    ...finding('stack_not_found', {
      what: `there is no stack ${stack} in ${await client.config.region()}`,
      remedy: 'Name it with --stack and its region with --region, or deploy it with `npx cdk deploy`.',
    }),
  };
}

/** The account is in the stack's ARN. */
function describeFound(found: Stack): readonly NamedResult[] {
  const [, , , region, account] = (found.StackId ?? '').split(':');
  return [
    { check: 'credentials', ...passed(`account ${account} in ${region}`) },
    { check: 'stack', ...statusOf(found) },
  ];
}

function statusOf({ StackName, StackStatus: status }: Stack): CheckResult {
  const StackStatus = status ?? 'in no known state';
  if (HEALTHY.test(StackStatus)) {
    return passed(`${StackName} is ${StackStatus}`);
  }
  if (StackStatus.endsWith('_IN_PROGRESS')) {
    return finding('stack_changing', {
      what: `${StackName} is being changed (${StackStatus})`,
      remedy: 'Wait until the deployment has ended, then ask again.',
    });
  }
  const why = /^UPDATE_ROLLBACK_COMPLETE$/.test(StackStatus)
    ? 'the last deployment failed and was rolled back: the version before runs'
    : 'a deployment failed';
  return finding('stack_failed', {
    what: `${StackName} is ${StackStatus}: ${why}`,
    remedy: 'Read the stack’s events in CloudFormation for the first failure, fix it, and deploy again.',
  });
}
