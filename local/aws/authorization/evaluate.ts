import type { Context } from './conditions';
import type { Principal } from './principals';
import type { Statement } from './statement';

/** One question: may this principal take this action on this resource? */
export interface Request {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** Everything that has a say in it. */
export interface Policies {
  /** Of the principal's role; none for a service. */
  readonly identity: readonly Statement[];
  /** Of the resource. */
  readonly resource: readonly Statement[];
}

export type Decision =
  /** `by`: every statement that allows it, of whichever policy. */
  | { readonly allowed: true; readonly by: readonly Statement[] }
  | { readonly allowed: false; readonly because: Denial };

export type Denial = 'no-allow' | 'denied-by-identity-policy' | 'denied-by-resource-policy';

/**
 * IAM's rule within one account: what is denied expressly is denied; else one Allow suffices, of the identity's policies or of
 * the resource's; else it is denied (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 * A KMS key alone must consent: an identity's Allow counts only where the key's policy leaves the decision to the account.
 */
export function evaluate(request: Request, policies: Policies): Decision {
  const identity = policies.identity.filter((statement) => concerns(statement, request));
  const resource = policies.resource.filter((statement) => concerns(statement, request));
  if (identity.some(({ effect }) => effect === 'Deny')) {
    return { allowed: false, because: 'denied-by-identity-policy' };
  }
  if (resource.some(({ effect }) => effect === 'Deny')) {
    return { allowed: false, because: 'denied-by-resource-policy' };
  }
  const named = resource.filter((statement) => statement.principal(request.principal) === 'named');
  const mayDelegate = !request.action.startsWith('kms:') || resource.length > named.length;
  const by = [...(mayDelegate ? identity : []), ...named];
  return by.length > 0 ? { allowed: true, by } : { allowed: false, because: 'no-allow' };
}

function concerns(statement: Statement, { principal, action, resource, context }: Request): boolean {
  return (
    statement.concernsAction(action) &&
    statement.concernsResource(resource) &&
    statement.principal(principal) !== 'other' &&
    statement.holds(context)
  );
}
