import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of a secret; empty where it holds none. @throws the SDK's error */
export async function readSecret(arn: string, client: SecretsManagerClient): Promise<string> {
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return text;
}
