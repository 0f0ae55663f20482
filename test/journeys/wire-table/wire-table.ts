import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import type { DynamoDbEngine } from '../../../local/aws/engines/engines.types';
import { Journey } from '../stack/journey';
import { RunningStack } from '../stack/running-stack';
import { describeClaims, describeKeptOnly, describeKnownEvents } from './wire-accepted';
import {
  describeEscapedBodies,
  describeForgeries,
  describeOutages,
  describeRefusals,
  describeSetUpMode,
} from './wire-refused';
import { describeVerification } from './wire-verification';

/** Kind of sample that ends with a stored result. */
const KINDS = [
  ['limai', 'success'],
  ['extend', 'processed'],
] as const;

/** Every row of the wire table, by its name, through the whole local stack on one DynamoDB engine. */
export function describeWireTable(dynamodbEngine: DynamoDbEngine): void {
  describe(`on ${dynamodbEngine}`, () => {
    const stack = new RunningStack();

    beforeAll(async () => {
      stack.journey = await Journey.start({ dynamodbEngine });
      await putPlaceholders(stack.journey, ['limai-new', 'extend-new']);
    }, 60_000);

    afterAll(() => stack.journey.stop());

    describe.each(KINDS)('%s', (provider, kind) => {
      describeClaims(stack, provider, kind);
      describeKnownEvents(stack, provider, kind);
      describeKeptOnly(stack, provider, kind);
      describeForgeries(stack, provider, kind);
      describeRefusals(stack, provider, kind);
      describeEscapedBodies(stack, provider, kind);
      describeOutages(stack, provider, kind);
      describeSetUpMode(stack, provider, kind);
    });

    describeVerification(stack);
  });
}

/** As right after a deployment: nobody has put a key in yet. */
async function putPlaceholders(journey: Journey, sources: readonly string[]): Promise<void> {
  const { endpoints, region, credentials, secrets } = journey.run.endpoints;
  const client = new SecretsManagerClient({ endpoint: endpoints.secretsmanager, region, credentials });
  for (const source of sources) {
    const SecretId = secrets[source]?.signing;
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: SECRET_PLACEHOLDER }));
  }
  client.destroy();
}
