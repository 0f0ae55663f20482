import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of a resource that holds data. Kept: when the stack is deleted and when an update replaces or removes it. Not kept:
 * when the deployment that creates it fails, so that the same deployment can be run again.
 */
export function dataRemovalPolicy(protectData: boolean): RemovalPolicy {
  return protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
