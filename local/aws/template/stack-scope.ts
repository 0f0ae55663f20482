import type { Json } from './json';
import { NO_VALUE, resolveIntrinsics, type Scope } from './resolve-intrinsics';
import type { Template } from './template';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** What `Ref` and `Fn::GetAtt` answer for a resource that exists. */
export interface ReferableResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nothing but a name: whatever attribute is asked for, it answers one. */
  readonly isNameOnly?: true;
}

/** The names of one stack: its resources as they come into being, its parameters, conditions and pseudo parameters. */
export class StackScope implements Scope {
  readonly #resources = new Map<string, ReferableResource>();

  constructor(private readonly template: Template) {}

  add(logicalId: string, resource: ReferableResource): void {
    this.#resources.set(logicalId, resource);
  }

  ref(name: string): Json | typeof NO_VALUE {
    if (name.startsWith('AWS::')) {
      return this.#pseudo(name);
    }
    if (this.template.parameters.has(name)) {
      return this.template.parameters.get(name) ?? this.#fail(`parameter ${name} has no default`);
    }
    return this.#resource(name).physicalId;
  }

  attribute(logicalId: string, name: string): string {
    const { attributes, physicalId, isNameOnly } = this.#resource(logicalId);
    if (isNameOnly) {
      return attributes[name] ?? `${physicalId}.${name}`;
    }
    const type = this.template.resources.get(logicalId)?.type;
    const known = Object.keys(attributes).join(', ') || 'none';
    return (
      attributes[name] ??
      this.#fail(`resource ${logicalId} (${type}) has no attribute ${name} in the local run; known: ${known}`)
    );
  }

  condition(name: string): boolean {
    const body = this.template.conditions.get(name);
    if (body === undefined) {
      return this.#fail(`condition ${name} is not defined`);
    }
    return resolveIntrinsics(body, this, `condition ${name}`) === true;
  }

  #resource(logicalId: string): ReferableResource {
    return this.#resources.get(logicalId) ?? this.#fail(`${logicalId} is referred to and does not exist`);
  }

  #pseudo(name: string): Json | typeof NO_VALUE {
    const { stackName } = this.template;
    const values: Readonly<Record<string, Json | typeof NO_VALUE>> = {
      'AWS::AccountId': ACCOUNT,
      'AWS::NoValue': NO_VALUE,
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return (
      values[name] ??
      this.#fail(`pseudo parameter ${name} is not known; known: ${Object.keys(values).join(', ')}`)
    );
  }

  #fail(problem: string): never {
    throw new Error(`Template of ${this.template.stackName}: ${problem}.`);
  }
}
