import { join } from 'node:path';
import { asList, asObject, type JsonObject } from '../template/json';
import type { Template } from '../template/template';
import type {
  DeployedResource,
  EventSourceDescription,
  FunctionDescription,
  RouteDescription,
  ScheduleDescription,
  Throttling,
} from './deployment';
import type { ResourceMap } from './resource-map';

const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** The functions as a runner needs them. */
export function describeFunctions(
  resources: ResourceMap,
  template: Template,
): readonly FunctionDescription[] {
  return resources.ofType('AWS::Lambda::Function').map(([logicalId, { physicalId, properties }]) => {
    const { Environment, Timeout, MemorySize, ReservedConcurrentExecutions, LoggingConfig } = properties;
    return {
      logicalId,
      name: physicalId,
      handler: String(properties.Handler),
      codeDir: codeDir(logicalId, properties, template),
      environment: Object.fromEntries(
        Object.entries(asObject(asObject(Environment).Variables)).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
      timeoutSeconds: Number(Timeout ?? DEFAULT_TIMEOUT_SECONDS),
      memoryMb: Number(MemorySize ?? DEFAULT_MEMORY_MB),
      ...(ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: Number(ReservedConcurrentExecutions),
      }),
      role: String(properties.Role),
      logGroup: String(asObject(LoggingConfig).LogGroup ?? `/aws/lambda/${physicalId}`),
      ...(asObject(properties.TracingConfig).Mode === 'Active' && { tracing: true }),
    };
  });
}

function codeDir(logicalId: string, { Code }: DeployedResource['properties'], template: Template): string {
  const byKey = template.assets.get(String(asObject(Code).S3Key));
  const byPath = template.resources.get(logicalId)?.metadata['aws:asset:path'];
  if (byKey) {
    return byKey;
  }
  if (typeof byPath === 'string') {
    return join(template.directory, byPath);
  }
  throw new Error(
    `Function ${logicalId}: its code is not an asset of the synthesized app, expected a bundled directory.`,
  );
}

/** Which queue feeds which function, and how. */
export function describeEventSources(resources: ResourceMap): readonly EventSourceDescription[] {
  const enabled = resources
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(([, { properties }]) => properties.Enabled !== false);
  return enabled.map(([logicalId, { properties }]) => {
    const queue = resources.byArn(String(properties.EventSourceArn), 'AWS::SQS::Queue', logicalId);
    const { MaximumConcurrency } = asObject(properties.ScalingConfig);
    return {
      functionLogicalId: resources.functionOf(String(properties.FunctionName), logicalId),
      queueArn: String(queue.attributes.Arn),
      queueUrl: queue.physicalId,
      batchSize: Number(properties.BatchSize ?? 10),
      maximumBatchingWindowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
      ...(MaximumConcurrency !== undefined && { maximumConcurrency: Number(MaximumConcurrency) }),
      reportBatchItemFailures: asList(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
      visibilityTimeout: Number(queue.properties.VisibilityTimeout ?? 30),
    };
  });
}

/** What runs by the clock. */
export function describeSchedules(resources: ResourceMap): readonly ScheduleDescription[] {
  const enabled = resources
    .ofType('AWS::Events::Rule')
    .filter(([, { properties }]) => properties.State !== 'DISABLED');
  return enabled.flatMap(([logicalId, { properties }]) => {
    const everySeconds = seconds(logicalId, properties.ScheduleExpression);
    return asList(properties.Targets)
      .map(asObject)
      .map(({ Arn, Input }) => ({
        logicalId,
        everySeconds,
        functionLogicalId: resources.functionOf(String(Arn), logicalId),
        ...(typeof Input === 'string' && { input: Input }),
      }));
  });
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

function seconds(logicalId: string, expression: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  const unitSeconds = UNIT_SECONDS[unit];
  if (unitSeconds === undefined) {
    throw new Error(
      `Rule ${logicalId}: got the schedule ${String(expression)}, expected rate(<n> minutes|hours|days).`,
    );
  }
  return Number(count) * unitSeconds;
}

/** The HTTP API's routes, each with the function behind it and the stage's limits. */
export function describeRoutes(resources: ResourceMap): readonly RouteDescription[] {
  const [stage] = resources.ofType('AWS::ApiGatewayV2::Stage').map(([, { properties }]) => properties);
  return resources.ofType('AWS::ApiGatewayV2::Route').map(([logicalId, { properties }]) => {
    const routeKey = String(properties.RouteKey);
    const [method, path] = routeKey.split(' ');
    if (!method || !path?.startsWith('/')) {
      throw new Error(`Route ${logicalId}: got the key "${routeKey}", expected "<METHOD> /<path>".`);
    }
    const throttling = readThrottling(stage ?? {}, routeKey);
    return {
      method,
      path,
      functionLogicalId: functionBehind(resources, logicalId, String(properties.Target)),
      ...(throttling && { throttling }),
    };
  });
}

function functionBehind(resources: ResourceMap, logicalId: string, target: string): string {
  const integration = resources.get(target.replace(/^integrations\//, ''));
  const { IntegrationType, PayloadFormatVersion, IntegrationUri } = integration?.properties ?? {};
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
    throw new Error(
      `Route ${logicalId}: got an integration of type ${String(IntegrationType)}, format ${String(PayloadFormatVersion)}; expected AWS_PROXY, 2.0.`,
    );
  }
  return resources.functionOf(String(IntegrationUri), logicalId);
}

function readThrottling(stage: JsonObject, routeKey: string): Throttling | undefined {
  const settings = {
    ...asObject(stage.DefaultRouteSettings),
    ...asObject(asObject(stage.RouteSettings)[routeKey]),
  };
  const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate } = settings;
  if (burst === undefined && rate === undefined) {
    return undefined;
  }
  return {
    ...(burst !== undefined && { burst: Number(burst) }),
    ...(rate !== undefined && { ratePerSecond: Number(rate) }),
  };
}
