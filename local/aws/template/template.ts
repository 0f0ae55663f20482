import type { Json, JsonObject } from './json';

/** One synthesized stack, as CloudFormation would get it. */
export interface Template {
  readonly stackName: string;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Parameters' defaults: the local run passes none. */
  readonly parameters: ReadonlyMap<string, Json | undefined>;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly outputs: ReadonlyMap<string, TemplateOutput>;
  /** Object key of a bundled asset → the absolute directory that holds it unpacked. */
  readonly assets: ReadonlyMap<string, string>;
  /** Absolute directory of the synthesized app. */
  readonly directory: string;
}

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition?: string | undefined;
  readonly metadata: JsonObject;
  /** Only referred to by what is to run: what the local run does not know of it is left out. */
  readonly isReferred?: true;
}

export interface TemplateOutput {
  readonly value: Json;
  readonly condition?: string | undefined;
  /** Under which other stacks import it. */
  readonly exportName?: string | undefined;
}
