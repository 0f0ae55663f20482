import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { describeStack, toOutputs } from '../../cli/connection/connect';
import { findInboxes, OUTPUTS, type SourceOutput, type StackOutputs } from '../../lambda/contracts/outputs';
import { until } from '../../local/aws/until';
import { PROJECT_ROOT } from '../../local/run/app/synthesize';
import { ACCOUNT, clientConfig, REGION } from './emulator/aws-environment';
import { Emulator } from './emulator/emulator-client';
import type { RunCommand } from './run-command';

const CREATED_WITHIN_SECONDS = 30;

/** What the journey deploys and operates by the commands of the README, as a person would. */
export class Account {
  readonly emulator: Emulator;
  private readonly cloudFormation: CloudFormationClient;

  constructor(
    readonly url: string,
    private readonly run: RunCommand,
    /** Where synthesized templates go. */
    private readonly outDir: string,
  ) {
    this.emulator = new Emulator(url);
    this.cloudFormation = new CloudFormationClient(clientConfig(url));
  }

  async bootstrap(): Promise<void> {
    await this.run('npx', ['cdk', 'bootstrap', `aws://${ACCOUNT}/${REGION}`, '--output', this.outDir]);
  }

  /** `npx cdk deploy`, with these options besides. @throws CommandFailedError */
  async deploy(config: string, options: readonly string[] = []): Promise<void> {
    const given = ['--require-approval', 'never', '-c', `config=${config}`, '--output', this.outDir];
    await this.run('npx', ['cdk', 'deploy', ...given, ...options]);
  }

  /** `npx inbox …` at a deployed stack; answers what it printed. @throws CommandFailedError */
  inbox(stack: string, args: readonly string[], input?: string): Promise<string> {
    const command = [`${PROJECT_ROOT}/bin/inbox.js`, '--stack', stack, ...args];
    return this.run(process.execPath, command, input === undefined ? {} : { input });
  }

  /** Of the one inbox of a stack. */
  async outputs(stack: string): Promise<StackOutputs> {
    const [outputs = {}] = findInboxes(toOutputs(await describeStack(stack, this.cloudFormation))).values();
    return outputs;
  }

  async statusOf(stack: string): Promise<string> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks[0]?.StackStatus ?? 'none';
  }

  /** Types of the resources that were created, in the order of their creation, whatever became of them. */
  async createdTypes(stack: string): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents(
      { client: this.cloudFormation },
      { StackName: stack },
    )) {
      const created = StackEvents.filter((event) => event.ResourceStatus === 'CREATE_COMPLETE');
      types.push(...created.map(({ ResourceType = '' }) => ResourceType));
    }
    return types.reverse();
  }

  /** Creates a stack without the CDK, and answers how that ended. */
  async createStack(stack: string, template: object): Promise<string> {
    const TemplateBody = JSON.stringify(template);
    await this.cloudFormation.send(new CreateStackCommand({ StackName: stack, TemplateBody }));
    return until(`Stack ${stack} is created or rolled back`, CREATED_WITHIN_SECONDS * 1000, async () => {
      const status = await this.statusOf(stack);
      return status.endsWith('_IN_PROGRESS') ? undefined : status;
    });
  }

  async deleteStack(stack: string): Promise<void> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName: stack }));
  }
}

/** The sources a stack was deployed with. @throws Error when it was not deployed, or is no inbox */
export function parseSources(outputs: StackOutputs): readonly SourceOutput[] {
  const sources = JSON.parse(outputs[OUTPUTS.sources] ?? '[]') as readonly SourceOutput[];
  if (sources.length === 0) {
    throw new Error(`Outputs of the stack: got no sources, expected those it was deployed with.`);
  }
  return sources;
}
