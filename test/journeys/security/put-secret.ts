import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { createAwsClients } from '../../../local/run/local-aws';
import type { Journey } from '../stack/journey';

/** As a person would, with the account's administrator's key. */
export function putSigningSecret(journey: Journey, source: string, value: string): Promise<void> {
  return put(journey, journey.run.endpoints.secrets[source]?.signing, value);
}

export function putApiToken(journey: Journey, source: string, value: string): Promise<void> {
  return put(journey, journey.run.endpoints.secrets[source]?.apiToken, value);
}

async function put({ run }: Journey, SecretId: string | undefined, SecretString: string): Promise<void> {
  const { endpoints, credentials } = run.endpoints;
  const clients = createAwsClients(endpoints.secretsmanager, credentials.accessKeyId);
  await clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  clients.destroy();
}
