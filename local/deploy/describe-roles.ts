import { asList, asObject, type Json } from '../template/json';
import type { RoleDescription } from './deployment';
import type { ResourceMap } from './resource-map';

/** Each role with the statements of its own policies and of those that name it. */
export function describeRoles(resources: ResourceMap): readonly RoleDescription[] {
  const policies = resources.ofType('AWS::IAM::Policy').map(([, { properties }]) => properties);
  return resources.ofType('AWS::IAM::Role').map(([logicalId, { physicalId, attributes, properties }]) => {
    const own = asList(properties.Policies).map(asObject);
    const attached = policies.filter(({ Roles }) => asList(Roles).includes(physicalId));
    return {
      logicalId,
      name: physicalId,
      arn: String(attributes.Arn),
      managedPolicies: asList(properties.ManagedPolicyArns).map(String),
      statements: [...own, ...attached].flatMap(({ PolicyDocument }) => statements(PolicyDocument)),
    };
  });
}

function statements(document: Json | undefined): readonly Json[] {
  const { Statement } = asObject(document);
  return Array.isArray(Statement) ? asList(Statement) : Statement === undefined ? [] : [Statement];
}
