import { arn } from '../../template/arn';
import type { JsonObject } from '../../template/json';
import type { Permission } from '../gateway.types';

/** What a call to SQS needs: IAM knows no batches (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html). */
export function sqsPermissions(action: string, { QueueUrl, QueueName }: JsonObject): readonly Permission[] {
  const name = queueName(String(QueueUrl ?? QueueName ?? ''));
  return [
    {
      action: `sqs:${action.replace(/Batch$/, '')}`,
      resource: name === '' ? '*' : arn('sqs', name),
    },
  ];
}

/** The last segment of a queue's URL. */
export function queueName(urlOrName: string): string {
  return urlOrName.split('/').at(-1) ?? '';
}
