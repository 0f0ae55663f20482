import { GRANT_METADATA } from '../../../lambda/contracts/grant-metadata';
import type { Json, JsonObject } from '../template/json';
import { inDependencyOrder } from '../template/references';
import { resolveIntrinsics } from '../template/resolve-intrinsics';
import { StackScope } from '../template/stack-scope';
import type { Template, TemplateResource } from '../template/template';
import type { DeployedResource, Deployment, LeftOut } from './deployment';
import {
  describeEventSources,
  describeFunctions,
  describeRoutes,
  describeSchedules,
} from './describe-functions';
import { describeResourcePolicies, describeRoles } from './describe-policies';
import { ResourceMap } from './resource-map';
import {
  type AwsClients,
  type DeployContext,
  leftOutProperties,
  type ResolvedResource,
} from './resources/resource-handler';
import {
  ACCEPTED_RESOURCES,
  acceptedResource,
  expectKnownType,
  isCreatedForReference,
  RESOURCE_HANDLERS,
} from './resources/resource-handlers';

export interface DeployOptions {
  /** Of the gateway, or of any compatible endpoint. */
  readonly clients: AwsClients;
  /** What stands in for the API's own address in outputs and environments, such as `http://127.0.0.1:4571`. */
  readonly apiEndpoint?: string | undefined;
}

/**
 * Brings a synthesized stack into being on an AWS-compatible endpoint, and says what is left to run. What exists from an
 * earlier run is reused.
 * @throws Error naming the resource and what is not known about it, before anything is created
 */
export async function deploy(template: Template, options: DeployOptions): Promise<Deployment> {
  const wanted = inDependencyOrder(template);
  for (const resource of wanted) {
    expectKnown(resource);
  }
  const deployer = new Deployer(template, { ...options, stackName: template.stackName });
  for (const resource of wanted) {
    await deployer.add(resource);
  }
  return deployer.deployment();
}

function expectKnown(resource: TemplateResource): void {
  if (resource.isReferred) {
    return;
  }
  expectKnownType(resource.logicalId, resource.type);
  const handler = RESOURCE_HANDLERS[resource.type];
  if (handler) {
    leftOutProperties(resource, handler);
  }
}

const NAME_ONLY = 'what runs here only refers to it: a name stands for it';

class Deployer {
  readonly #scope: StackScope;
  readonly #resources = new Map<string, DeployedResource>();
  readonly #leftOut: LeftOut[] = [];

  constructor(
    private readonly template: Template,
    private readonly context: DeployContext,
  ) {
    this.#scope = new StackScope(template);
  }

  async add(resource: TemplateResource): Promise<void> {
    const { logicalId, type } = resource;
    if (resource.isReferred && !isCreatedForReference(type)) {
      this.#leftOut.push({ logicalId, type, reason: NAME_ONLY });
      this.#scope.add(logicalId, { ...acceptedResource(resource, this.context), isNameOnly: true });
      return;
    }
    if (resource.condition !== undefined && !this.#scope.condition(resource.condition)) {
      this.#leftOut.push({ logicalId, type, reason: `condition ${resource.condition} is false` });
      return;
    }
    const properties = this.#resolve(resource.properties, logicalId) as JsonObject;
    const created = await this.#create({ ...resource, properties });
    this.#scope.add(logicalId, created);
    const grants = resource.metadata[GRANT_METADATA];
    this.#resources.set(logicalId, {
      type,
      ...created,
      properties,
      ...(grants !== undefined && { metadata: { [GRANT_METADATA]: this.#resolve(grants, logicalId) } }),
    });
  }

  deployment(): Deployment {
    const { template } = this;
    const resources = new ResourceMap(this.#resources);
    return {
      stackName: template.stackName,
      resources: this.#resources,
      functions: describeFunctions(resources, template),
      eventSources: describeEventSources(resources),
      routes: describeRoutes(resources),
      schedules: describeSchedules(resources),
      roles: describeRoles(resources),
      resourcePolicies: describeResourcePolicies(resources),
      outputs: this.#outputs(),
      leftOut: this.#leftOut,
    };
  }

  async #create(resource: ResolvedResource) {
    const { logicalId, type } = resource;
    const handler = RESOURCE_HANDLERS[type];
    if (!handler) {
      this.#leftOut.push({ logicalId, type, reason: ACCEPTED_RESOURCES[type] ?? '' });
      return acceptedResource(resource, this.context);
    }
    this.#leftOut.push(...leftOutProperties(resource, handler));
    return handler.create(resource, this.context);
  }

  #outputs(): Readonly<Record<string, string>> {
    const present = [...this.template.outputs].filter(
      ([, { condition }]) => condition === undefined || this.#scope.condition(condition),
    );
    return Object.fromEntries(
      present.map(([name, { value }]) => [name, String(this.#resolve(value, `output ${name}`))]),
    );
  }

  #resolve(value: Json, where: string): Json {
    return resolveIntrinsics(value, this.#scope, where);
  }
}
