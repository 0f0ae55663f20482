import type { Engines } from '../engines/engines.types';
import type { JsonObject } from '../template/json';

export type Service = 'dynamodb' | 'sqs' | 's3' | 'secretsmanager';

/** One AWS API call as the gateway sees it. */
export interface GatewayCall {
  readonly service: Service;
  /** API action: `PutItem`, `SendMessage`, `PutObject`, `GetSecretValue`. */
  readonly action: string;
  /** Access key id of the request's signature: who is calling. `anonymous` when unsigned. */
  readonly caller: string;
  /** Table, queue name, `bucket/key`, or secret id; empty where the action has none. */
  readonly resource: string;
}

/** A call as authorization sees it. */
export interface AuthorizedCall extends GatewayCall {
  /** Everything the caller must be allowed. */
  readonly permissions: readonly Permission[];
}

/** What a rule does to a call it matches. */
export type Fault =
  /** Refused before the engine sees it. */
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message?: string }
  /** Held back, then carried out. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The connection is cut: `before` = the effect did not happen, `after` = it did and the caller does not know. */
  | { readonly kind: 'hang-up'; readonly when: 'before' | 'after' };

export interface FaultRule {
  matches(call: GatewayCall): boolean;
  readonly fault: Fault;
  /** How many calls it applies to. @default every call until removed */
  readonly times?: number;
}

export interface CallCount {
  readonly service: Service;
  readonly action: string;
  readonly caller: string;
  readonly count: number;
}

/** DynamoDB capacity units a caller used, by table; only counted with `meterCapacity`. */
export interface CapacityCount {
  readonly caller: string;
  readonly table: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface GatewayOptions {
  readonly engines: Engines;
  /** Secrets survive here; absent: in memory. */
  readonly dataDir?: string | undefined;
  /** Ask the engine for the consumed capacity of every item call and add it up. @default false */
  readonly meterCapacity?: boolean | undefined;
  /** Called for each call before it is carried out, and for what an answer discloses; throw an `AwsError` to refuse it. */
  readonly authorize?: ((call: AuthorizedCall) => void) | undefined;
  /** Called for each item that a PutItem or UpdateItem wrote, whether or not the caller gets its answer. */
  readonly onItemWritten?: ((written: WrittenItem) => void) | undefined;
}

/** An item of a DynamoDB table after a write. */
export interface WrittenItem {
  readonly table: string;
  /** In DynamoDB's JSON. */
  readonly item: JsonObject;
  /** Attributes to which the write gave a value, the same or another. */
  readonly assigned: ReadonlySet<string>;
}

/** The one AWS endpoint of the local run: DynamoDB, SQS, S3 and Secrets Manager on 127.0.0.1. */
export interface Gateway {
  readonly url: string;
  calls(): readonly CallCount[];
  capacity(): readonly CapacityCount[];
  /** Injects a fault; the answer removes the rule. */
  addRule(rule: FaultRule): () => void;
  stop(): Promise<void>;
}

/** One thing that IAM is asked about: what the caller must be allowed to do, and on what. */
export interface Permission {
  /** As policies name it: `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN; `*` for what concerns no single resource. */
  readonly resource: string;
}
