import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { outputsOf, type StackOutputs } from '../../cli/connect-deployed';
import type { SourceOutput } from '../../lib/output-names';
import { OUTPUTS } from '../../lib/output-names';
import { PROJECT_ROOT } from '../start/project-root';
import { ACCOUNT, CREDENTIALS, REGION } from './aws-environment';
import { Emulator } from './emulator';
import type { RunCommand } from './run-command';

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
    this.cloudFormation = new CloudFormationClient({
      endpoint: url,
      region: REGION,
      credentials: CREDENTIALS,
    });
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

  outputs(stack: string): Promise<StackOutputs> {
    return outputsOf(stack, this.cloudFormation);
  }
}

/** The sources a stack was deployed with. */
export function sourcesOf(outputs: StackOutputs): readonly SourceOutput[] {
  return JSON.parse(outputs[OUTPUTS.sources] ?? '[]') as readonly SourceOutput[];
}
