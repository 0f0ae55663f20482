import type { DeployedResource } from './deployment';

/** The deployed resources by what one may know of them. */
export class ResourceMap {
  constructor(private readonly resources: ReadonlyMap<string, DeployedResource>) {}

  get(logicalId: string): DeployedResource | undefined {
    return this.resources.get(logicalId);
  }

  ofType(type: string): readonly (readonly [string, DeployedResource])[] {
    return [...this.resources].filter(([, resource]) => resource.type === type);
  }

  /** ARN of the resource with this physical id. */
  arnOf(physicalId: string): string | undefined {
    return [...this.resources.values()].find((resource) => resource.physicalId === physicalId)?.attributes
      .Arn;
  }

  /** @throws Error naming who referred to it */
  byArn(arn: string, type: string, referrer: string): DeployedResource {
    const found = this.ofType(type).find(([, { attributes }]) => attributes.Arn === arn);
    if (!found) {
      throw new Error(`Resource ${referrer}: got ${arn}, expected the ARN of a ${type} of this stack.`);
    }
    return found[1];
  }

  /** Logical id of the function with this name or ARN. */
  functionOf(nameOrArn: string, referrer: string): string {
    const found = this.ofType('AWS::Lambda::Function').find(
      ([, { physicalId, attributes }]) => physicalId === nameOrArn || attributes.Arn === nameOrArn,
    );
    if (!found) {
      throw new Error(
        `Resource ${referrer}: got the target ${nameOrArn}, expected a function of this stack.`,
      );
    }
    return found[0];
  }
}
