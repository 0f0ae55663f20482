import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { InboxFunction } from '../functions/inbox-function';

/**
 * What becomes of a resource that holds data. Kept: when the stack is deleted and when an update replaces or removes it. Not kept:
 * when the deployment that creates it fails, so that the same deployment can be run again.
 */
export function dataRemovalPolicy(protectData: boolean): RemovalPolicy {
  return protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

export interface InboxKeyProps {
  /** As for the data: without the key it cannot be read. */
  readonly removalPolicy: RemovalPolicy;
  /** @default a key of its own */
  readonly existing?: IKey | undefined;
  readonly inboxName: string;
  /** CloudWatch Logs encrypts with it too. */
  readonly logs: boolean;
}

/** One customer-managed key for everything an inbox stores: an existing one, or one that AWS rotates every year. */
export class InboxKey extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, { removalPolicy, existing, logs, inboxName }: InboxKeyProps) {
    super(scope, id);
    const description = `Data of ${inboxName}`;
    this.key = existing ?? new Key(this, 'Key', { description, enableKeyRotation: true, removalPolicy });
    if (logs) {
      const { region } = Stack.of(this);
      const logGroups = Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
      // As https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html has it: log groups of this account alone.
      const statement = new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
      });
      this.key.addToResourcePolicy(statement);
    }
  }

  /** Allows the key only through the service that stores the data: a stolen credential cannot call KMS directly. */
  grantUse(
    fn: InboxFunction,
    service: 'dynamodb' | 's3' | 'secretsmanager' | 'sqs',
    actions: ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  ): void {
    const viaService = `${service}.${Stack.of(this).region}.amazonaws.com`;
    fn.allow(actions, [this.key.keyArn], {
      why: `Uses the data key for ${service}, only through that service.`,
      conditions: { StringEquals: { 'kms:ViaService': viaService } },
    });
  }
}
