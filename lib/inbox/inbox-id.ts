import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { pascalCase } from '../../lambda/contracts/outputs';

/** An inbox within its stack: the ids from the stack to its construct in Pascal case, such as `DocumentsInbox`. */
export function toInboxId(scope: IConstruct): string {
  const above = Stack.of(scope).node.scopes.length;
  return scope.node.scopes
    .slice(above)
    .map(({ node }) => pascalCase(node.id))
    .join('');
}

/** `<stack>/<inbox>`: no other inbox in the account and region has this name. */
export function toInboxName(scope: IConstruct): string {
  return [Stack.of(scope).stackName, toInboxId(scope)].filter(Boolean).join('/');
}

/** Adds an output under the inbox's id and this name, without the hash that the CDK would add. */
export function addOutput(scope: IConstruct, name: string, value: string, description: string): void {
  new CfnOutput(scope, name, { value, description }).overrideLogicalId(`${toInboxId(scope)}${name}`);
}
