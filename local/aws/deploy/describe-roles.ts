import { type ExplainedGrant, GRANT_METADATA } from '../../../lambda/contracts/grant-metadata';
import { asList, asObject, type Json } from '../template/json';
import type { DeployedResource, RoleDescription } from './deployment';
import type { ResourceMap } from './resource-map';

/** Each role with the statements of its own policies and of those that name it. */
export function describeRoles(resources: ResourceMap): readonly RoleDescription[] {
  const policies = resources.ofType('AWS::IAM::Policy').map(([, policy]) => policy);
  return resources.ofType('AWS::IAM::Role').map(([logicalId, role]) => {
    const { physicalId, attributes, properties } = role;
    const own = asList(properties.Policies).map(asObject);
    const attached = policies.filter((policy) => asList(policy.properties.Roles).includes(physicalId));
    const documents = [...own, ...attached.map((policy) => policy.properties)];
    return {
      logicalId,
      name: physicalId,
      arn: String(attributes.Arn),
      managedPolicies: asList(properties.ManagedPolicyArns).map(String),
      statements: documents.flatMap(({ PolicyDocument }) => statements(PolicyDocument)),
      explained: [role, ...attached].flatMap(explained),
    };
  });
}

function statements(document: Json | undefined): readonly Json[] {
  const { Statement } = asObject(document);
  return Array.isArray(Statement) ? asList(Statement) : Statement === undefined ? [] : [Statement];
}

/** What lib/functions/inbox-function.ts wrote beside the statements. */
function explained({ metadata }: DeployedResource): readonly ExplainedGrant[] {
  return asList(metadata?.[GRANT_METADATA]) as unknown as readonly ExplainedGrant[];
}
