import type { DeployedResource, Deployment } from '../deploy/deployment';
import type { Permission } from '../gateway/gateway.types';
import { asList, asObject, type Json } from '../template/json';
import { REGION } from '../template/stack-scope';
import type { Context } from './conditions';

/** A permission that a service asks KMS for: in the name of its caller, or in its own. */
export interface KeyPermission extends Permission {
  readonly context: Context;
  readonly service?: string;
}

/** Where each type says which key encrypts it. */
const KEY_OF: Readonly<Record<string, (properties: DeployedResource['properties']) => Json | undefined>> = {
  'AWS::DynamoDB::Table': ({ SSESpecification }) => asObject(SSESpecification).KMSMasterKeyId,
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
  'AWS::S3::Bucket': ({ BucketEncryption }) => {
    const [rule] = asList(asObject(BucketEncryption).ServerSideEncryptionConfiguration);
    return asObject(asObject(rule).ServerSideEncryptionByDefault).KMSMasterKeyID;
  },
  'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
};

/**
 * What a service needs of a customer's key for an action of its caller: S3 a data key to write and its decryption to read, SQS both
 * to send (the data key may be cached) and the latter to receive, Secrets Manager and DynamoDB the decryption of theirs
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html). CloudWatch Logs asks for itself.
 */
const NEEDED: readonly { readonly when: RegExp; readonly actions: readonly string[] }[] = [
  { when: /^s3:PutObject$/, actions: ['kms:GenerateDataKey'] },
  { when: /^s3:GetObject$/, actions: ['kms:Decrypt'] },
  { when: /^sqs:SendMessage$/, actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { when: /^sqs:ReceiveMessage$/, actions: ['kms:Decrypt'] },
  { when: /^secretsmanager:GetSecretValue$/, actions: ['kms:Decrypt'] },
  { when: /^logs:PutLogEvents$/, actions: ['kms:GenerateDataKey'] },
  {
    when: /^dynamodb:(Get|Put|Update|Delete|BatchGet|BatchWrite|ConditionCheck)Item$/,
    actions: ['kms:Decrypt'],
  },
  { when: /^dynamodb:(Query|Scan)$/, actions: ['kms:Decrypt'] },
];

/** The keys of a deployment, by what they encrypt. */
export class KeyPermissions {
  /** ARN of a resource → ARN of its key. */
  readonly #keys: ReadonlyMap<string, string>;

  constructor({ resources }: Pick<Deployment, 'resources'>) {
    const all = [...resources.values()];
    this.#keys = new Map(
      all.flatMap((resource) => {
        const key = KEY_OF[resource.type]?.(resource.properties);
        return typeof key === 'string' && key.startsWith('arn:')
          ? [[owner(resource.attributes.Arn ?? resource.physicalId), key] as const]
          : [];
      }),
    );
  }

  /** What KMS is asked as well, once `permission` is given. */
  of({ action, resource }: Permission): readonly KeyPermission[] {
    const key = this.#keys.size === 0 ? undefined : this.#keys.get(owner(resource));
    if (key === undefined) {
      return [];
    }
    const needed = NEEDED.find(({ when }) => when.test(action))?.actions ?? [];
    return needed.map((each) => ({ action: each, resource: key, ...circumstances(action, resource) }));
  }
}

function circumstances(action: string, resource: string): Omit<KeyPermission, keyof Permission> {
  const [name = ''] = action.split(':');
  const service = `${name}.${REGION}.amazonaws.com`;
  return name === 'logs'
    ? { service, context: { 'kms:EncryptionContext:aws:logs:arn': owner(resource) } }
    : { context: { 'kms:ViaService': service } };
}

/** ARN of the bucket of an object, the table of an index, the group of a log stream; anything else is its own. */
function owner(arn: string): string {
  return arn
    .replace(/^(arn:aws:s3:::[^/]+)\/.*$/s, '$1')
    .replace(/\/index\/.*$/, '')
    .replace(/^(arn:aws:logs:.*:log-group:[^:]+):.*$/, '$1');
}
