import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { JsonObject } from '../../template/json';
import { physicalName } from './physical-name';
import { NO_ENCRYPTION, NO_TAGS, type ResourceHandler } from './resource-handler';

/** A secret that exists keeps its value: what was put in must survive a restart, as it survives a deployment. */
export const secret: ResourceHandler = {
  applied: ['Name', 'Description', 'SecretString', 'GenerateSecretString'],
  leftOut: { ...NO_TAGS, KmsKeyId: NO_ENCRYPTION, ReplicaRegions: 'there is one region locally' },
  async create({ logicalId, properties }, { clients: { secrets }, stackName }) {
    const name = String(properties.Name ?? physicalName(stackName, logicalId, { maxLength: 512 }));
    const arn = (await existingArn(secrets, name)) ?? (await createSecret(secrets, name, properties));
    return { physicalId: arn, attributes: { Id: arn } };
  },
};

async function createSecret(
  secrets: SecretsManagerClient,
  Name: string,
  properties: JsonObject,
): Promise<string> {
  const { Description, SecretString } = properties;
  const { ARN } = await secrets.send(
    new CreateSecretCommand({
      Name,
      ...(typeof Description === 'string' && { Description }),
      SecretString: typeof SecretString === 'string' ? SecretString : randomBytes(16).toString('hex'),
    }),
  );
  return String(ARN);
}

async function existingArn(secrets: SecretsManagerClient, SecretId: string): Promise<string | undefined> {
  try {
    return (await secrets.send(new DescribeSecretCommand({ SecretId }))).ARN;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
