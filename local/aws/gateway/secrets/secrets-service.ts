import { createHash, randomUUID } from 'node:crypto';
import { arn, asArn } from '../../template/arn';
import type { JsonObject } from '../../template/json';
import { type AwsService, targetAction } from '../aws-service';
import { type Answer, AwsError, type Exchange, jsonAnswer, parseJson } from '../exchange';
import type { Permission } from '../gateway.types';
import type { SecretStore, SecretVersion, StoredSecret } from './secret-store';

type Operation = (input: JsonObject) => Promise<JsonObject> | JsonObject;

/** Secrets Manager, as far as the stack and its operator need it. */
export class SecretsService implements AwsService {
  readonly #operations: Readonly<Record<string, Operation>> = {
    CreateSecret: (input) => this.#create(input),
    GetSecretValue: (input) => this.#getValue(input),
    PutSecretValue: (input) => this.#putValue(input),
    UpdateSecret: (input) => this.#update(input),
    DescribeSecret: (input) => describe(this.#existing(input)),
    ListSecrets: () => ({ SecretList: this.store.list().map(describe) }),
  };

  constructor(private readonly store: SecretStore) {}

  action = targetAction;

  resource(exchange: Exchange): string {
    const { SecretId, Name } = parseJson(exchange.body);
    return String(SecretId ?? Name ?? '');
  }

  /** However the caller names a secret, policies name it by its whole ARN. */
  permissions(exchange: Exchange, action: string): readonly Permission[] {
    const id = this.resource(exchange);
    const whole = this.store.find(id)?.arn ?? asArn(id, (name) => arn('secretsmanager', `secret:${name}`));
    return [{ action: `secretsmanager:${action}`, resource: id === '' ? '*' : whole }];
  }

  async answer(exchange: Exchange, action: string): Promise<Answer> {
    const operation = this.#operations[action];
    if (!operation) {
      const known = Object.keys(this.#operations).join(', ');
      throw new AwsError(
        400,
        'UnknownOperationException',
        `Local Secrets Manager: got ${action}, knows ${known}.`,
      );
    }
    return jsonAnswer(await operation(parseJson(exchange.body)));
  }

  close(): void {}

  async #create(input: JsonObject): Promise<JsonObject> {
    const name = String(input.Name);
    if (this.store.find(name)) {
      throw new AwsError(
        400,
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const secret: StoredSecret = {
      name,
      arn: arn('secretsmanager', `secret:${name}-${arnSuffix(name)}`),
      createdAt: Date.now(),
      ...(typeof input.Description === 'string' && { description: input.Description }),
      versions: [],
    };
    await this.store.add(secret);
    const version = typeof input.SecretString === 'string' ? await this.#put(secret, input) : undefined;
    return { ...identity(secret), ...(version && { VersionId: version.id }) };
  }

  #getValue(input: JsonObject): JsonObject {
    const secret = this.#existing(input);
    const stage = String(input.VersionStage ?? 'AWSCURRENT');
    const version = secret.versions.find(({ id, stages }) =>
      input.VersionId === undefined ? stages.includes(stage) : id === input.VersionId,
    );
    if (!version) {
      throw new AwsError(
        400,
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      );
    }
    return {
      ...identity(secret),
      VersionId: version.id,
      VersionStages: version.stages,
      SecretString: version.value,
      CreatedDate: version.createdAt / 1000,
    };
  }

  async #putValue(input: JsonObject): Promise<JsonObject> {
    const secret = this.#existing(input);
    const version = await this.#put(secret, input);
    return { ...identity(secret), VersionId: version.id, VersionStages: version.stages };
  }

  async #update(input: JsonObject): Promise<JsonObject> {
    const secret = this.#existing(input);
    if (typeof input.Description === 'string') {
      secret.description = input.Description;
      await this.store.save();
    }
    const version = typeof input.SecretString === 'string' ? await this.#put(secret, input) : undefined;
    return { ...identity(secret), ...(version && { VersionId: version.id }) };
  }

  #put(secret: StoredSecret, input: JsonObject): Promise<SecretVersion> {
    if (typeof input.SecretString !== 'string') {
      throw new AwsError(400, 'InvalidParameterException', 'Local Secrets Manager: expected SecretString.');
    }
    const token = typeof input.ClientRequestToken === 'string' ? input.ClientRequestToken : randomUUID();
    return this.store.putValue(secret, input.SecretString, token);
  }

  #existing(input: JsonObject): StoredSecret {
    const secret = this.store.find(String(input.SecretId));
    if (!secret) {
      throw new AwsError(
        400,
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    return secret;
  }
}

/** Six characters as AWS adds, but the same for the same name, so that an ARN survives a lost data directory. */
function arnSuffix(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 6);
}

function identity({ arn, name }: StoredSecret): JsonObject {
  return { ARN: arn, Name: name };
}

function describe(secret: StoredSecret): JsonObject {
  return {
    ...identity(secret),
    ...(secret.description !== undefined && { Description: secret.description }),
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: (secret.versions[0]?.createdAt ?? secret.createdAt) / 1000,
    VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
  };
}
