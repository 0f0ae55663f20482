import { type ExplainedGrant, GRANT_METADATA } from '../../../lambda/contracts/grant-metadata';
import { asList, asObject, isObject, type Json } from '../template/json';
import type { DeployedResource, ResourcePolicyDescription, RoleDescription } from './deployment';
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

/** Types that hold a policy of a resource, where it stands in them, and which resources it speaks for. */
const HOLDERS: Readonly<
  Record<string, { readonly document: string; readonly of: (holder: DeployedResource) => readonly Json[] }>
> = {
  'AWS::S3::BucketPolicy': { document: 'PolicyDocument', of: ({ properties }) => [properties.Bucket ?? ''] },
  'AWS::SQS::QueuePolicy': { document: 'PolicyDocument', of: ({ properties }) => asList(properties.Queues) },
  'AWS::KMS::Key': { document: 'KeyPolicy', of: ({ physicalId }) => [physicalId] },
};

/** The policies of buckets, queues and keys, each with the ARN of what it guards. */
export function describeResourcePolicies(resources: ResourceMap): readonly ResourcePolicyDescription[] {
  return Object.entries(HOLDERS).flatMap(([type, { document, of }]) =>
    resources.ofType(type).flatMap(([logicalId, holder]) =>
      of(holder).map((physicalId) => {
        const policy = holder.properties[document];
        const resourceArn = resources.arnOf(String(physicalId));
        if (resourceArn === undefined || !isObject(policy)) {
          throw new Error(
            `Resource ${logicalId} (${type}): got no ${document} of a resource of this stack, expected one.`,
          );
        }
        return { logicalId, resourceArn, document: policy };
      }),
    ),
  );
}
