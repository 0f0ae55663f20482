import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { EVENT_TABLE } from '../../lambda/contracts/event-table';
import { RESULTS } from '../../lambda/domain/record/keys';
import type { EventStore } from '../storage/event-store';
import type { InboxBucket } from '../storage/inbox-bucket';
import type { InboxKey } from '../storage/inbox-key';

interface ReadableStores {
  readonly key: InboxKey | undefined;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
}

/** Reads stored results, and nothing else of the bucket. */
export function grantReadResults(grantee: IGrantable, { bucket: { bucket }, key }: ReadableStores): Grant {
  const resourceArns = [bucket.arnForObjects(`${RESULTS}*`)];
  const grant = Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns });
  return key ? grant.combine(grantDecrypt(grantee, key, 's3')) : grant;
}

/** Reads event records, by their keys and by each index; no scan. */
export function grantReadEvents(grantee: IGrantable, { eventStore: { table }, key }: ReadableStores): Grant {
  const indexes = Object.values(EVENT_TABLE.indexes).map(({ name }) => `${table.tableArn}/index/${name}`);
  const grant = Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    resourceArns: [table.tableArn],
  }).combine(
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [table.tableArn, ...indexes],
    }),
  );
  return key ? grant.combine(grantDecrypt(grantee, key, 'dynamodb')) : grant;
}

/** Only through the service that stores the data. */
function grantDecrypt(grantee: IGrantable, { key }: InboxKey, service: 'dynamodb' | 's3'): Grant {
  const viaService = `${service}.${Stack.of(key).region}.amazonaws.com`;
  return Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService } },
  });
}
