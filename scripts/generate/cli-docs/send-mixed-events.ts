import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../../cli/connection/client-config';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { waitFor } from '../../../local/aws/until';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { createSimulatorClient, deliver } from '../../../local/simulators/start-simulators';
import { Stores } from '../../../local/stores';
import { createBody, type MixedEvent, mixedEvents } from './mixed-events';

const AT_ONCE = 16;
const AT_REST_WITHIN_MS = 60_000;

/** Sends the mix to a running local stack and waits until each event rests where it should. @throws Error naming one that does not */
export async function sendMixedEvents(endpoints: Endpoints): Promise<readonly MixedEvent[]> {
  const events = mixedEvents(endpoints.simulators);
  const stores = new Stores(endpoints);
  try {
    const early = events.filter(({ isLate }) => !isLate);
    await concurrently(early, AT_ONCE, (event) => send(event, endpoints));
    await waitForRest(early, stores);
    for (const event of events.filter(({ isLate }) => isLate)) {
      await send(event, endpoints);
      await waitForRest([event], stores);
    }
  } finally {
    stores.close();
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
  return send({ source, documentId, body: createBody(source, kind, { eventId, documentId }) }, endpoints);
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
    await createSimulatorClient(endpoints.simulators[source.provider] ?? '').plan(documentId, plan);
  }
  const { provider, url, signingSecret } = source;
  const { status } = await deliver({ provider, url, signingKey: signingSecret, body });
  if (status !== 200) {
    throw new Error(`Mixed events: got ${status} for ${documentId}, expected 200.`);
  }
}

async function waitForRest(events: readonly MixedEvent[], stores: Stores): Promise<void> {
  const problem = (record: EventRecord | undefined, { pk, rests, plan }: MixedEvent) => {
    const tried = rests !== 'RECEIVED' || (record?.attempts ?? 0) > 0 || !plan;
    return record?.status !== rests || !tried ? `${pk} ${record?.status}, expected ${rests}` : [];
  };
  let problems: readonly string[] = [];
  await waitFor(AT_REST_WITHIN_MS, async () => {
    const records = await stores.records(events.map(({ pk }) => pk));
    problems = events.flatMap((event) => problem(records.get(event.pk), event));
    return problems.length === 0 || undefined;
  });
  if (problems.length > 0) {
    throw new Error(`Mixed events: got ${problems[0]}; ${problems.length} like it.`);
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
