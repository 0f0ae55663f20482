import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConfigProblem } from '../config/config-error';
import { toPascalPath } from './inbox-id';

/** AWS allows no more in one stack. */
const MAX_OUTPUTS = 200;

/** Stack → id → the path of the inbox that has it. */
const inboxes = new WeakMap<Stack, Map<string, string>>();

/** What is wrong with where an inbox stands. */
export function checkPlace(scope: Construct): readonly ConfigProblem[] {
  const stack = Stack.of(scope);
  const id = toPascalPath(scope);
  const taken = inboxes.get(stack) ?? new Map<string, string>();
  const { path } = scope.node;
  const other = taken.get(id);
  inboxes.set(stack, taken.set(id, path));
  scope.node.addValidation({ validate: () => countOutputs(stack) });
  if (other !== undefined && other !== path) {
    const expected = `a path that differs from ${other} by more than upper case, hyphens and slashes`;
    return [
      { key: 'id', got: path, expected, remedy: `Both inboxes would be ${id} in outputs and metrics.` },
    ];
  }
  return [];
}

function countOutputs(stack: Stack): string[] {
  const outputs = stack.node
    .findAll()
    .filter((construct) => construct instanceof CfnOutput && Stack.of(construct) === stack).length;
  return outputs <= MAX_OUTPUTS
    ? []
    : [
        `Stack ${stack.node.path}: got ${outputs} outputs, expected at most ${MAX_OUTPUTS}. Put one of its inboxes into another stack.`,
      ];
}
