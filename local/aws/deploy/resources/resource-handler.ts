import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { JsonObject } from '../../template/json';
import type { ReferableResource } from '../../template/stack-scope';
import type { TemplateResource } from '../../template/template';
import type { LeftOut } from '../deployment';

/** A resource whose properties are resolved, about to be created. */
export interface ResolvedResource extends Omit<TemplateResource, 'properties'> {
  readonly properties: JsonObject;
}

/** Clients of one AWS-compatible endpoint. */
export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
}

export interface DeployContext {
  readonly stackName: string;
  readonly clients: AwsClients;
  readonly apiEndpoint?: string | undefined;
}

/** How the local run treats one resource type. */
export interface ResourceHandler {
  /** Properties that take effect. */
  readonly applied: readonly string[];
  /** Properties that do not, each with the reason; any other is an error. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Brings it into being, or only names it, if there is nothing to create. */
  create(resource: ResolvedResource, context: DeployContext): ReferableResource | Promise<ReferableResource>;
}

/**
 * What of a resource takes no effect, so that nothing is dropped in silence.
 * @throws Error naming a property nobody thought about
 */
export function leftOutProperties(resource: ResolvedResource, handler: ResourceHandler): readonly LeftOut[] {
  const { logicalId, type, properties } = resource;
  return Object.keys(properties)
    .filter((property) => !handler.applied.includes(property))
    .map((property) => {
      const reason = handler.leftOut[property] ?? (resource.isReferred && 'the local run does not know it');
      if (reason === undefined) {
        const known = [...handler.applied, ...Object.keys(handler.leftOut)].join(', ');
        throw new Error(
          `Resource ${logicalId} (${type}): property ${property} is not known to the local run; known: ${known}.`,
        );
      }
      return { logicalId, type, property, reason };
    });
}

export const NO_TAGS = { Tags: 'nothing reads tags locally' };
export const NO_ENCRYPTION = 'local engines keep data unencrypted';
