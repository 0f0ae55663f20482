import { asObject, type JsonObject } from '../template/json';
import type { RouteDescription, Throttling } from './deployment';
import type { ResourceMap } from './resource-map';

/** The HTTP API's routes, each with the function behind it and the stage's limits. */
export function describeRoutes(resources: ResourceMap): readonly RouteDescription[] {
  const [stage] = resources.ofType('AWS::ApiGatewayV2::Stage').map(([, { properties }]) => properties);
  return resources.ofType('AWS::ApiGatewayV2::Route').map(([logicalId, { properties }]) => {
    const routeKey = String(properties.RouteKey);
    const [method, path] = routeKey.split(' ');
    if (!method || !path?.startsWith('/')) {
      throw new Error(`Route ${logicalId}: got the key "${routeKey}", expected "<METHOD> /<path>".`);
    }
    const throttling = throttlingOf(stage ?? {}, routeKey);
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

function throttlingOf(stage: JsonObject, routeKey: string): Throttling | undefined {
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
