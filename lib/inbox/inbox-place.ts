import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConfigProblem } from '../config/config-error';
import { MAX_SOURCES } from '../config/config-rules';
import { toPascalPath } from './inbox-id';

/** AWS allows no more in one stack. */
const MAX_OUTPUTS = 200;

/** Stack → id → the path of the inbox that has it. */
const inboxes = new WeakMap<Stack, Map<string, string>>();

/** The namespace of the metrics takes 255 characters, with a stack's name of up to 128; a logical id takes 255 as well. */
const MAX_ID = 120;

/**
 * The inline policies of a role take 10,240 characters, and name a secret of each source: 160 characters and the id of the inbox, if
 * everything else is as long as AWS allows. 3,560 are for the rest, which names the inbox four or five times.
 */
function countFitting(id: string): number {
  return Math.floor((10_240 - 3_560 - 4.5 * id.length) / (160 + id.length));
}

/** What is wrong with where an inbox stands. */
export function checkPlace(scope: Construct, sources: number): readonly ConfigProblem[] {
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
  const fitting = countFitting(id);
  if (id.length > MAX_ID || (sources > fitting && sources <= MAX_SOURCES)) {
    const gotInWords = `an id of ${id.length} characters (${id}) for ${sources} sources`;
    const expected = `at most ${MAX_ID} characters, and at most ${fitting} sources with an id of this length`;
    const remedy =
      'Shorten the ids of the constructs around the inbox, or make a second inbox in another stack.';
    return [{ key: 'id', got: undefined, gotInWords, expected, remedy }];
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
