import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type CfnPolicy,
  Policy as IamPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Function as LambdaFunction,
  type RecursiveLoop,
  Runtime,
  RuntimeFamily,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { awsClientsEnv, type LogLevel, policyEnv, telemetryEnv } from '../../lambda/contracts/environment';
import { type ExplainedGrant, GRANT_METADATA } from '../../lambda/contracts/grant-metadata';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import { acknowledgeWildcards } from '../inbox/acknowledge';
import type { Handler } from './bundling';
import { functionCode } from './function-code';

/** CPU grows with memory. Measured: 256 MB doubles every duration, 1,024 MB gains little once warm. */
const MEMORY_MB = 512;
/** Not by `Runtime.NODEJS_24_X`, which older versions of the CDK do not have. */
const NODE_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS);

export interface FunctionDefaults {
  /** Namespace of the metrics. */
  readonly inboxName: string;
  readonly policy: Policy;
  readonly logRetention: RetentionDays;
  readonly logLevel: LogLevel;
  /** @default the key that CloudWatch Logs owns */
  readonly logKey?: IKey | undefined;
  /** @default no X-Ray traces */
  readonly tracing?: boolean;
  /** @default AWS is not called at its FIPS endpoints */
  readonly fips?: boolean;
}

export interface InboxFunctionProps extends FunctionDefaults {
  /** File name in lambda/handlers; it exports `handler`. */
  readonly handler: Handler;
  readonly description: string;
  readonly timeout: Duration;
  /** @default the unreserved concurrency of the account */
  readonly reservedConcurrency?: number | undefined;
  /** @default Lambda stops what looks like a recursive loop */
  readonly recursiveLoop?: RecursiveLoop;
}

/** Why a permission exists, why it has a wildcard, and its conditions. */
export type Circumstances = Omit<ExplainedGrant, 'actions' | 'resources'>;

/** One Lambda function that may only write its own log, until a `grant…` adds permission and environment together. */
export class InboxFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** Its name in logs and metrics. */
  readonly serviceName: string;
  /** Namespace of its metrics. */
  readonly inboxName: string;
  private readonly role: Role;
  private readonly grants: ExplainedGrant[] = [];

  constructor(scope: Construct, id: string, props: InboxFunctionProps) {
    super(scope, id);
    this.serviceName = props.handler;
    this.inboxName = props.inboxName;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      ...(props.logKey && { encryptionKey: props.logKey }),
      // The data is in the records; a deleted stack leaves no log groups behind.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs: ${props.description}`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn], {
      why: 'Lambda writes the log on behalf of the function.',
      wildcard: 'Lambda chooses the names of log streams when it starts processes.',
    });
    this.lambda = this.createFunction(props, logGroup);
    if (props.fips) {
      this.provide(awsClientsEnv, { AWS_USE_FIPS_ENDPOINT: 'true' });
    }
    this.provide(telemetryEnv, {
      POWERTOOLS_SERVICE_NAME: this.serviceName,
      POWERTOOLS_METRICS_NAMESPACE: this.inboxName,
      POWERTOOLS_LOG_LEVEL: props.logLevel,
    });
    this.provide(policyEnv, { POLICY: Stack.of(this).toJsonString(props.policy) });
  }

  allow(actions: string[], resources: string[], circumstances: Circumstances = {}): void {
    const { conditions, wildcard } = circumstances;
    this.role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
    this.explain({ actions, resources, ...circumstances });
    if (wildcard) {
      acknowledgeWildcards(this.role, resources, wildcard);
    }
  }

  /**
   * A separate policy for a resource that deployments replace. Its id names the resource, so that the old policy exists until no
   * function has the old environment. The function is updated after the new policy.
   */
  allowApart(id: string, actions: string[], resources: string[], circumstances: Circumstances = {}): void {
    const policy = new IamPolicy(this.role, id, {
      roles: [this.role],
      statements: [new PolicyStatement({ actions, resources })],
    });
    const grant: ExplainedGrant = { actions, resources, ...circumstances };
    (policy.node.defaultChild as CfnPolicy).addMetadata(GRANT_METADATA, [grant]);
    this.lambda.node.addDependency(policy);
  }

  /** Metadata of the policy, which refers to the same resources: elsewhere the references could be circular. */
  private explain(grant: ExplainedGrant): void {
    this.grants.push(grant);
    const policy = this.role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
    policy.addMetadata(GRANT_METADATA, this.grants);
  }

  /** Adds the environment variables of one adapter. */
  provide<Slice extends z.ZodMiniObject>(
    _slice: Slice,
    values: Readonly<Record<keyof Slice['shape'] & string, string>>,
  ): void {
    for (const [name, value] of Object.entries<string>(values)) {
      this.lambda.addEnvironment(name, value);
    }
  }

  private createFunction(props: InboxFunctionProps, logGroup: LogGroup): LambdaFunction {
    const { handler, description, timeout, recursiveLoop, reservedConcurrency, tracing } = props;
    if (tracing) {
      // The CDK grants the two actions with the tracing itself.
      const wildcard =
        'xray:PutTraceSegments and xray:PutTelemetryRecords support no resource; they can only add to traces.';
      this.explain({
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
        why: 'Lambda sends traces on behalf of the function.',
        wildcard,
      });
      acknowledgeWildcards(this.role, ['*'], wildcard);
    }
    return new LambdaFunction(this, 'Function', {
      code: functionCode(handler),
      handler: 'index.handler',
      description,
      timeout,
      logGroup,
      role: this.role,
      memorySize: MEMORY_MB,
      runtime: NODE_24,
      architecture: Architecture.ARM_64,
      ...(recursiveLoop && { recursiveLoop }),
      ...(reservedConcurrency && { reservedConcurrentExecutions: reservedConcurrency }),
      ...(tracing && { tracing: Tracing.ACTIVE }),
    });
  }
}
