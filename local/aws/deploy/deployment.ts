import type { ExplainedGrant } from '../../../lambda/contracts/grant-metadata';
import type { Json, JsonObject } from '../template/json';

/** A stack created on local engines: what exists, and what the runner must run. */
export interface Deployment {
  readonly stackName: string;
  readonly resources: ReadonlyMap<string, DeployedResource>;
  readonly functions: readonly FunctionDescription[];
  readonly eventSources: readonly EventSourceDescription[];
  readonly routes: readonly RouteDescription[];
  readonly schedules: readonly ScheduleDescription[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly roles: readonly RoleDescription[];
  readonly resourcePolicies: readonly ResourcePolicyDescription[];
  /** What the template says and the local run leaves out, each with its reason. */
  readonly leftOut: readonly LeftOut[];
}

export interface DeployedResource {
  readonly type: string;
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Properties with every intrinsic resolved. */
  readonly properties: Readonly<Record<string, Json>>;
  /** What the template says beside the properties, resolved as far as the local run reads it. */
  readonly metadata?: JsonObject;
}

export interface FunctionDescription {
  readonly logicalId: string;
  readonly name: string;
  /** As in the template: `index.handler`. */
  readonly handler: string;
  /** Absolute directory of the bundled asset. */
  readonly codeDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency?: number;
  /** ARN of its execution role. */
  readonly role: string;
  /** Name of its log group. */
  readonly logGroup: string;
  /** Lambda sends traces of it. */
  readonly tracing?: boolean;
}

export interface EventSourceDescription {
  readonly functionLogicalId: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly maximumConcurrency?: number;
  readonly reportBatchItemFailures: boolean;
  /** Visibility timeout of the queue, in seconds. */
  readonly visibilityTimeout: number;
}

export interface RouteDescription {
  readonly method: string;
  readonly path: string;
  readonly functionLogicalId: string;
  readonly throttling?: Throttling;
}

export interface Throttling {
  readonly burst?: number;
  readonly ratePerSecond?: number;
}

export interface ScheduleDescription {
  readonly logicalId: string;
  readonly everySeconds: number;
  readonly functionLogicalId: string;
  /** The target's constant input, if any. */
  readonly input?: string;
}

/** An execution role with every policy that names it, resolved. */
export interface RoleDescription {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly managedPolicies: readonly string[];
  readonly statements: readonly Json[];
  /** Why its grants are there, as the template says beside them. */
  readonly explained: readonly ExplainedGrant[];
}

/** A policy that a resource has of its own. */
export interface ResourcePolicyDescription {
  readonly logicalId: string;
  /** Of the bucket, queue or key it guards. */
  readonly resourceArn: string;
  readonly document: JsonObject;
}

export interface LeftOut {
  readonly logicalId: string;
  readonly type: string;
  /** Absent: the resource as a whole. */
  readonly property?: string;
  readonly reason: string;
}
