import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { pascalCase } from '../../lambda/contracts/outputs';

/** The ids from the stack to this construct in Pascal case, such as `DocumentsInbox`: the id of an inbox, if it is one. */
export function toPascalPath(construct: IConstruct): string {
  const above = Stack.of(construct).node.scopes.length;
  return construct.node.scopes
    .slice(above)
    .map(({ node }) => pascalCase(node.id))
    .join('');
}

/** `<stack>/<inbox>`: no other inbox in the account and region has this name. */
export function toInboxName(scope: IConstruct): string {
  return [Stack.of(scope).stackName, toPascalPath(scope)].filter(Boolean).join('/');
}

/** Adds an output under the inbox's id and this name, without the hash that the CDK would add. */
export function addOutput(scope: IConstruct, name: string, value: string, description: string): void {
  new CfnOutput(scope, name, { value, description }).overrideLogicalId(`${toPascalPath(scope)}${name}`);
}
