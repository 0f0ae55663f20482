import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { JsonObject } from '../../template/json';
import { physicalName } from './physical-name';
import { NO_ENCRYPTION, NO_TAGS, type ResourceHandler } from './resource-handler';

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
] as const;

export const sqsQueue: ResourceHandler = {
  applied: ['QueueName', ...ATTRIBUTES],
  leftOut: {
    ...NO_TAGS,
    KmsMasterKeyId: NO_ENCRYPTION,
    KmsDataKeyReusePeriodSeconds: NO_ENCRYPTION,
    SqsManagedSseEnabled: NO_ENCRYPTION,
  },
  async create({ logicalId, properties }, { clients: { sqs }, stackName }) {
    const name = String(properties.QueueName ?? queueName(stackName, logicalId, properties));
    const physicalId = await createOrUpdate(sqs, name, queueAttributes(properties));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: physicalId, AttributeNames: ['QueueArn'] }),
    );
    return {
      physicalId,
      attributes: { Arn: String(Attributes?.QueueArn), QueueName: name, QueueUrl: physicalId },
    };
  },
};

function queueName(stackName: string, logicalId: string, { FifoQueue }: JsonObject): string {
  const suffix = FifoQueue === true ? '.fifo' : '';
  return physicalName(stackName, logicalId, { maxLength: 80 - suffix.length }) + suffix;
}

function queueAttributes(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = properties[name];
      return value === undefined
        ? []
        : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const];
    }),
  );
}

async function createOrUpdate(sqs: SQSClient, QueueName: string, attributes: Record<string, string>) {
  const existing = await queueUrl(sqs, QueueName);
  if (existing === undefined) {
    return String((await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }))).QueueUrl);
  }
  const { FifoQueue: _fixed, ...changeable } = attributes;
  if (Object.keys(changeable).length > 0) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: existing, Attributes: changeable }));
  }
  return existing;
}

async function queueUrl(sqs: SQSClient, QueueName: string): Promise<string | undefined> {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) {
      return undefined;
    }
    throw error;
  }
}
