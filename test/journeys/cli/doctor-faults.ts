import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { parseBody } from '../../../lambda/domain/record/incoming-event';
import { statusDay } from '../../../lambda/domain/record/keys';
import { newEventRecord } from '../../../lambda/domain/record/new-record';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import type { Faults } from '../../../local/simulators/behaviour';
import { eventually } from '../../support/eventually';
import { recordIn } from '../../support/records/records';
import type { OperatedJourney } from '../stack/operated-journey';

const DAY_MS = 86_400_000;

/** Takes a fault away again. */
export type Restore = () => unknown;

/** Puts a value into a secret of the source to be broken. */
export async function givenSecret(
  { inbox, journey }: OperatedJourney,
  which: 'signingSecret' | 'apiTokenSecret',
  value: string,
): Promise<Restore> {
  const { url } = journey.source('patient');
  const { clients, sources } = inbox.connection;
  const SecretId = sources.find(({ id }) => id === 'patient')?.[which];
  const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
  await clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: value }));
  return async () => {
    await clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    await eventually(
      async () => (await fetch(url, { method: 'POST', body: '{}' })).status === 401 || undefined,
    );
  };
}

/** Puts a record into the table. */
export async function givenRecord({ inbox }: OperatedJourney, record: EventRecord): Promise<Restore> {
  const { clients, table } = inbox.connection;
  await inbox.store.create(record);
  return () =>
    clients.dynamodb.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: record.pk } } }));
}

export function finalRecord(status: EventStatus, fields: Partial<EventRecord> = {}): EventRecord {
  const updatedAt = Date.now() - 60_000;
  const ids = { pk: `patient#evt_${status}`, eventId: `evt_${status}`, source: 'patient' };
  const times = { receivedAt: updatedAt, updatedAt, statusDay: statusDay(status, updatedAt, 0) };
  return recordIn(status, { ...ids, ...times, expiresAt: Math.ceil(Date.now() / 1000) + 86_400, ...fields });
}

/** Not due: the sweeper must leave it to us. */
export function openRecord(
  { inbox, journey }: OperatedJourney,
  minutesAgo: number,
  fields: Partial<EventRecord> = {},
): EventRecord {
  const provider = inbox.sources.get('patient')?.provider;
  const { body } = journey.sample('limai', 'success', { eventId: 'evt_open', documentId: 'doc_open' });
  const parsed = provider && parseBody(provider, body).parsed;
  if (parsed?.kind !== 'event') {
    throw new Error('Journey: expected a readable sample.');
  }
  const input = {
    now: Date.now() - minutesAgo * 60_000,
    writeId: 'given',
    policy: inbox.policy,
    source: { id: 'patient', provider: 'limai' },
    origin: 'webhook' as const,
    body,
  };
  const record = newEventRecord(parsed.event, input);
  return { ...record, dueAt: Date.now() + DAY_MS, ...fields } as EventRecord;
}

export async function givenDeadLetter({ inbox }: OperatedJourney): Promise<Restore> {
  const { sqs } = inbox.connection.clients;
  const QueueUrl = inbox.connection.deadLetterQueues.limai;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: encodeMessage('patient#evt_1') }));
  return () => sqs.send(new PurgeQueueCommand({ QueueUrl }));
}

/** Somebody has just looked at it, and keeps it for a minute. */
export async function givenDeadLetterInFlight(operated: OperatedJourney): Promise<Restore> {
  const { sqs } = operated.inbox.connection.clients;
  const QueueUrl = operated.inbox.connection.deadLetterQueues.limai;
  await givenDeadLetter(operated);
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 60 }));
  expect(Messages).toHaveLength(1);
  return () =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle ?? '' }));
}

export async function givenProviderFault({ journey }: OperatedJourney, faults: Faults): Promise<Restore> {
  const { limai } = journey.run.simulators;
  limai?.setFaults(faults);
  return () => limai?.setFaults(undefined);
}
