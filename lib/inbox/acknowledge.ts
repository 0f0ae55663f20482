import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts a finding of cdk-nag on a construct and its children. A test fails once the finding is gone.
 * @param rule without the name of the pack: `SMG4`, `IAM5[Resource::…]`
 * @param reason why the finding is harmless here
 */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  // An app may have a version of the CDK without it; then nothing checks the rules either.
  (Validations as typeof Validations | undefined)
    ?.of(construct)
    .acknowledge({ id: `AwsSolutions-${rule}`, reason });
}

/** Accepts, on a role, each of these resources that ends in a wildcard; cdk-nag names them by logical id. */
export function acknowledgeWildcards(role: IConstruct, resources: readonly string[], reason: string): void {
  for (const resource of resources) {
    const named = spellArn(Stack.of(role).resolve(resource));
    if (named.includes('*')) {
      acknowledge(role, `IAM5[Resource::${named}]`, reason);
    }
  }
}

type Resolved =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] }
  | { readonly 'Fn::Join': readonly [string, readonly Resolved[]] };

/** A resolved ARN as cdk-nag spells it: `<InboxBucket1EDE8E4F.Arn>/raw/*`. */
function spellArn(arn: Resolved): string {
  if (typeof arn === 'string') {
    return arn;
  }
  if ('Ref' in arn) {
    return `<${arn.Ref}>`;
  }
  if ('Fn::GetAtt' in arn) {
    return `<${arn['Fn::GetAtt'].join('.')}>`;
  }
  const [separator, parts] = arn['Fn::Join'];
  return parts.map(spellArn).join(separator);
}
