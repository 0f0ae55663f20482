import type { AssembledStack } from './cloud-assembly';
import { withImports } from './cross-stack';
import type { Json } from './json';
import { references } from './references';
import type { Template, TemplateResource } from './template';

/** A resource of the app that is not part of what was selected. */
export interface LeftResource {
  /** As the CDK shows it. */
  readonly stack: string;
  /** Path of its construct. */
  readonly path: string;
  readonly type: string;
}

export interface Selection {
  readonly template: Template;
  /** The rest of the app. */
  readonly left: readonly LeftResource[];
}

/** Policies that a stack attaches to a part of another construct, by the property that names the part. */
const ATTACHED: Readonly<Record<string, string>> = {
  'AWS::IAM::Policy': 'Roles',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SQS::QueuePolicy': 'Queues',
};

export interface SelectOptions {
  /**
   * Path of the construct.
   * @default the whole stack
   */
  readonly path?: string | undefined;
  /** The stacks of the whole app: some may hold what this one imports. */
  readonly stacks: readonly AssembledStack[];
  /** Whether a resource that is only referred to is created. What is not gets a name, and what it refers to is left. */
  isCreated(type: string): boolean;
}

/** What lies under one construct, what it refers to (also in other stacks), and the policies attached to it. */
export function selectConstruct(stack: AssembledStack, options: SelectOptions): Selection {
  const whole = withImports(stack, options.stacks);
  const own = new Set([...whole.resources.keys()].filter((id) => isUnder(whole.paths.get(id), options.path)));
  for (const { logicalId, type, properties } of whole.resources.values()) {
    const target = properties[ATTACHED[type] ?? ''];
    if (target !== undefined && [...references(target)].some((id) => own.has(id))) {
      own.add(logicalId);
    }
  }
  const selected = withReferred(whole.resources, own, options);
  const outputs = [...whole.outputs].filter(([name]) => isUnder(whole.paths.get(name), options.path));
  return {
    template: { ...whole, resources: selected, outputs: new Map(outputs) },
    left: options.stacks.flatMap((one) => leftIn(one, (id) => selected.has(nameIn(stack, one, id)))),
  };
}

function isUnder(path: string | undefined, parent: string | undefined): boolean {
  return parent === undefined || path === parent || path?.startsWith(`${parent}/`) === true;
}

function withReferred(
  resources: Template['resources'],
  own: ReadonlySet<string>,
  { isCreated }: SelectOptions,
): ReadonlyMap<string, TemplateResource> {
  const selected = new Map<string, TemplateResource>();
  const select = (id: string): void => {
    const resource = resources.get(id);
    if (!resource || selected.has(id)) {
      return;
    }
    const isOwn = own.has(id);
    const isNamedOnly = !isOwn && !isCreated(resource.type);
    selected.set(id, {
      ...resource,
      dependsOn: resource.dependsOn.filter((name) => isOwn && own.has(name)),
      ...(!isOwn && { isReferred: true }),
      ...(isNamedOnly && { properties: {} }),
    });
    const values: readonly Json[] = isNamedOnly ? [] : [resource.properties, resource.metadata];
    for (const name of values.flatMap((value) => [...references(value)])) {
      select(name);
    }
  };
  for (const id of own) {
    select(id);
  }
  return selected;
}

/** The name of a resource of any stack in the selection. */
function nameIn(stack: AssembledStack, owner: AssembledStack, logicalId: string): string {
  return owner === stack ? logicalId : `${owner.stackName}-${logicalId}`;
}

function leftIn(stack: AssembledStack, isSelected: (logicalId: string) => boolean): readonly LeftResource[] {
  return [...stack.resources.values()]
    .filter(({ logicalId, type }) => type !== 'AWS::CDK::Metadata' && !isSelected(logicalId))
    .map(({ logicalId, type }) => ({
      stack: stack.displayName,
      path: stack.paths.get(logicalId) ?? `${stack.displayName}/${logicalId}`,
      type,
    }));
}
