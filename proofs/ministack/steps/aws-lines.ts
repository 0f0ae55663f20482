import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import { NOT_LOCAL } from '../../../test/docs/commands/command-tables';
import { findAwsCli } from '../../../test/docs/commands/find-aws-cli';
import { readDocCommands } from '../../../test/docs/commands/read-commands';
import { runInShell } from '../../../test/docs/commands/shell';
import type { Step } from './steps';

const ON_MINISTACK = Object.keys(NOT_LOCAL).filter((operation) => NOT_LOCAL[operation] === 'ministack');

/** What the pages tell their reader to set: names of what the stack created. */
function variables(stack: string): string {
  const id = (type: string, name: string) =>
    `"$(aws cloudformation describe-stack-resources --stack-name ${stack} --output text --query "StackResources[?ResourceType=='${type}' && contains(LogicalResourceId, '${name}')].PhysicalResourceId | [0]")"`;
  return [
    `eval "$('${process.execPath}' '${PROJECT_ROOT}/bin/inbox.js' --stack ${stack} env --source limai)"`,
    `export STACK=${stack} KEY=a-key`,
    `export RULE=${id('AWS::Events::Rule', 'Sweep')}`,
    `export RECONCILER=${id('AWS::Lambda::Function', 'Reconciler')}`,
  ].join('\n');
}

/** Lines of README and docs with an operation that the local run lacks and MiniStack has; the rest is only parsed. */
export const AWS_LINES: Step = {
  name: 'the `aws` lines of README and docs that a local run cannot answer',
  run: async ({ stack }) => {
    const aws = findAwsCli();
    if (aws === undefined) {
      throw new Error('AWS CLI: got none, expected `aws` on the PATH, or a python3 that can install it.');
    }
    const lines = readDocCommands()
      .map(({ text }) => text)
      .filter((text) => ON_MINISTACK.some((operation) => text.includes(`aws ${operation} `)));
    const directory = mkdtempSync(join(tmpdir(), 'aws-lines-'));
    const env = { ...process.env, AWS_PAGER: '', PATH: `${join(aws, '..')}:${process.env.PATH}` };
    const results = await runInShell([variables(stack.name), ...lines], { directory, env });
    rmSync(directory, { recursive: true, force: true });
    const failed = results.filter(({ code }) => code !== 0);
    if (failed.length > 0) {
      throw new Error(failed.map(({ text, code, output }) => `${text}\n  ${code}: ${output}`).join('\n'));
    }
    return `${lines.length} lines`;
  },
};
