import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretStore } from '../../../../../local/aws/gateway/secrets/secret-store';
import { startGateway } from '../../../../../local/aws/gateway/start-gateway';
import { type GivenGateway, givenGateway } from '../given-gateway';

let dataDir: string;
let given: GivenGateway;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
  given = await givenGateway({ dynamodb: 'dynalite', dataDir });
});

afterAll(async () => {
  await given.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function givenSecret(Name: string, SecretString = 'first') {
  const { ARN = '' } = await given.secrets.send(new CreateSecretCommand({ Name, SecretString }));
  return ARN;
}

async function secretValue(SecretId: string, VersionStage?: string): Promise<string | undefined> {
  return (await given.secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
}

describe('Secrets Manager of the gateway', () => {
  it('finds a secret by its name, its ARN, and its ARN without the suffix', async () => {
    const arn = await givenSecret('by-any-id');

    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:by-any-id-[0-9a-f]{6}$/);
    expect(await secretValue('by-any-id')).toBe('first');
    expect(await secretValue(arn)).toBe('first');
    expect(await secretValue(arn.slice(0, -7))).toBe('first');
  });

  it('keeps the value before the current one', async () => {
    const arn = await givenSecret('rotated');

    await given.secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'second' }));
    await given.secrets.send(new UpdateSecretCommand({ SecretId: arn, SecretString: 'third' }));

    expect(await secretValue('rotated')).toBe('third');
    expect(await secretValue('rotated', 'AWSPREVIOUS')).toBe('second');
  });

  it('describes and lists without showing a value', async () => {
    const arn = await givenSecret('described', 'hidden-value');

    const description = await given.secrets.send(new DescribeSecretCommand({ SecretId: arn }));
    const { SecretList } = await given.secrets.send(new ListSecretsCommand({}));

    expect(description.Name).toBe('described');
    expect(SecretList?.map(({ ARN }) => ARN)).toContain(arn);
    expect(JSON.stringify([description, SecretList])).not.toContain('hidden-value');
  });

  it('refuses a second secret of the same name, and knows no other', async () => {
    await givenSecret('once');

    await expect(givenSecret('once')).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(secretValue('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('keeps values over a restart, and leaves no draft behind', async () => {
    await givenSecret('survivor');
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        given.secrets.send(
          new PutSecretValueCommand({ SecretId: 'survivor', SecretString: `value ${index}` }),
        ),
      ),
    );
    const before = await secretValue('survivor');

    const reopened = await SecretStore.open(join(dataDir, 'secrets.json'));

    expect(reopened.find('survivor')?.versions[0]?.value).toBe(before);
    expect((await readdir(dataDir)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('does not start over a file it cannot read', async () => {
    const other = await mkdtemp(join(tmpdir(), 'secrets-'));
    await writeFile(join(other, 'secrets.json'), '{"half');

    const starting = startGateway({
      engines: {
        dynamodb: { url: 'http://127.0.0.1:1', engine: 'dynoxide' },
        fauxqs: { sqsUrl: 'http://127.0.0.1:1', s3Url: 'http://127.0.0.1:1' },
        failed: new Promise<never>(() => undefined),
        stop: async () => undefined,
      },
      dataDir: other,
    });

    await expect(starting).rejects.toThrow(/secrets\.json: cannot be read, expected JSON/);
    await rm(other, { recursive: true });
  });
});
