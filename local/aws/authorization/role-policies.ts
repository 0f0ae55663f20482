import type { ExplainedGrant } from '../../../lambda/contracts/grant-metadata';
import type { RoleDescription } from '../deploy/deployment';
import type { Principal } from './principals';
import { type Statement, statements } from './statement';

/** A role, ready to authorize requests. */
export interface RolePolicies {
  /** Logical id without its hash: `IngestRole`. */
  readonly name: string;
  readonly principal: Principal;
  readonly statements: readonly Statement[];
  readonly explained: readonly ExplainedGrant[];
}

/** @throws Error where the template leaves open what the role may do */
export function rolePolicies({ logicalId, arn, managedPolicies, ...role }: RoleDescription): RolePolicies {
  if (managedPolicies.length > 0) {
    const names = managedPolicies.join(', ');
    throw new Error(
      `Role ${logicalId}: got managed policies (${names}), expected statements of its own: what managed ones allow is not in the template.`,
    );
  }
  return {
    name: logicalId.replace(/[0-9A-F]{8}$/, ''),
    principal: { role: arn },
    statements:
      role.statements.length === 0 ? [] : statements({ Statement: role.statements }, `Role ${logicalId}`),
    explained: role.explained,
  };
}
