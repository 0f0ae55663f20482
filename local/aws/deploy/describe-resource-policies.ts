import { asList, isObject, type Json } from '../template/json';
import type { DeployedResource, ResourcePolicyDescription } from './deployment';
import type { ResourceMap } from './resource-map';

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
