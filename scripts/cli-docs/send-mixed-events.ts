import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../cli/connection/client-config';
import { encodeMessage } from '../../lambda/domain/record/work-message';
import { concurrently } from '../../lambda/usecases/concurrently';
import type { Endpoints } from '../../local/run/files/endpoints';
import { deliver, simulatorClient } from '../../local/simulators/start-simulators';
import { InboxReader } from '../../proofs/load/inbox-reader';
import { bodyOf, type MixedEvent, mixedEvents } from './mixed-events';

const AT_ONCE = 16;
const LOOK_AGAIN_MS = 100;
const AT_REST_WITHIN_MS = 60_000;

/** Sends the mix to a running local stack and waits until each event rests where it should. @throws Error naming one that does not */
export async function sendMixedEvents(endpoints: Endpoints): Promise<readonly MixedEvent[]> {
  const events = mixedEvents(endpoints.simulators);
  const reader = new InboxReader(endpoints);
  try {
    const early = events.filter(({ isLate }) => !isLate);
    await concurrently(early, AT_ONCE, (event) => send(event, endpoints));
    await atRest(early, reader);
    for (const event of events.filter(({ isLate }) => isLate)) {
      await send(event, endpoints);
      await atRest([event], reader);
    }
  } finally {
    reader.close();
  }
  await sendDeadLetters(
    events.filter(({ isDeadLetter }) => isDeadLetter),
    endpoints,
  );
  return events;
}

/** One more event, by its sample; its document is new. */
export function sendOne(
  { source, kind, eventId }: { readonly source: string; readonly kind: string; readonly eventId: string },
  endpoints: Endpoints,
): Promise<void> {
  const documentId = eventId.replace('evt', 'doc');
  return send({ source, documentId, body: bodyOf(source, kind, { eventId, documentId }) }, endpoints);
}

type Sendable = Pick<MixedEvent, 'source' | 'documentId' | 'body' | 'plan'>;

async function send({ source: id, plan, documentId, body }: Sendable, endpoints: Endpoints): Promise<void> {
  const source = endpoints.sources.find((one) => one.id === id);
  if (!source) {
    throw new Error(
      `Mixed events: got a stack without the source "${id}", expected the default configuration.`,
    );
  }
  if (plan) {
    await simulatorClient(endpoints.simulators[source.provider] ?? '').plan(documentId, plan);
  }
  const { provider, url, signingSecret } = source;
  const { status } = await deliver({ provider, url, signingKey: signingSecret, body });
  if (status !== 200) {
    throw new Error(`Mixed events: got ${status} for ${documentId}, expected 200.`);
  }
}

async function atRest(events: readonly MixedEvent[], reader: InboxReader): Promise<void> {
  const until = Date.now() + AT_REST_WITHIN_MS;
  let open = events;
  while (open.length > 0) {
    const records = await reader.records(open.map(({ pk }) => pk));
    open = open.filter(({ pk, rests, plan }) => {
      const record = records.get(pk);
      const tried = rests !== 'RECEIVED' || (record?.attempts ?? 0) > 0 || !plan;
      return record?.status !== rests || !tried;
    });
    const [first] = open;
    if (first && Date.now() > until) {
      const found = records.get(first.pk)?.status;
      throw new Error(
        `Mixed events: got ${first.pk} ${found}, expected ${first.rests}; ${open.length} like it.`,
      );
    }
    await sleep(open.length > 0 ? LOOK_AGAIN_MS : 0);
  }
}

/** As if our own code had broken on these events as often as the queue allows, which takes minutes. */
async function sendDeadLetters(events: readonly MixedEvent[], endpoints: Endpoints): Promise<void> {
  const { region, credentials, endpoints: aws, deadLetterQueues } = endpoints;
  const sqs = new SQSClient(localClientConfig({ region, credentials, endpoint: aws.sqs }));
  for (const { pk, source } of events) {
    const provider = endpoints.sources.find(({ id }) => id === source)?.provider ?? '';
    const QueueUrl = deadLetterQueues[provider];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: encodeMessage(pk) }));
  }
  sqs.destroy();
}
