import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { InboxFunction } from '../functions/inbox-function';
import { dataRemovalPolicy } from './removal-policy';

export interface InboxKeyProps {
  /** Keep the key when the stack goes: without it the data that is kept can never be read again. */
  readonly protectData: boolean;
  /** CloudWatch Logs encrypts with it too. */
  readonly logs: boolean;
}

/** The services that hold what this key encrypts. */
type Holder = 'dynamodb' | 's3' | 'secretsmanager' | 'sqs';

/** One key of the customer's own for everything the stack keeps, with a new version each year. */
export class InboxKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { protectData, logs }: InboxKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Data of ${Stack.of(this).stackName}`,
      enableKeyRotation: true,
      removalPolicy: dataRemovalPolicy(protectData),
    });
    if (logs) {
      this.allowLogs();
    }
  }

  /** Lets a function use the key, and only through the service that holds the data: a stolen credential cannot call KMS with it. */
  grantUse(fn: InboxFunction, holder: Holder, actions: ('kms:Decrypt' | 'kms:GenerateDataKey')[]): void {
    const viaService = `${holder}.${Stack.of(this).region}.amazonaws.com`;
    fn.allow(actions, [this.key.keyArn], {
      why: `Uses the data key for ${holder}, only through that service.`,
      conditions: { StringEquals: { 'kms:ViaService': viaService } },
    });
  }

  /** As https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html has it: log groups of this account alone. */
  private allowLogs(): void {
    const stack = Stack.of(this);
    const logGroups = stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const statement = new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    });
    this.key.addToResourcePolicy(statement);
  }
}
