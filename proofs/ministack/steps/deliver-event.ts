import { randomBytes } from 'node:crypto';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import { eventKey } from '../../../lambda/domain/record/keys';
import { until } from '../../../local/aws/until';
import { checkEvent } from '../../../local/demo/check-event';
import type { DemoEvent } from '../../../local/demo/demo-event';
import { accepted } from '../../../local/samples/demo-case';
import { getDemoCases, getSamples } from '../../../local/samples/samples';
import type { TargetSource } from '../../../local/send/send-target';
import { deliver } from '../../../local/simulators/deliver';
import type { InboxStack } from '../inbox-stack';

const FINAL_WITHIN_SECONDS = 60;

/** Sends one signed webhook of a new event, and checks what becomes of it. Answers its id. @throws Error naming every problem */
export async function deliverEvent(stack: InboxStack, source: TargetSource): Promise<string> {
  const event = newEvent(stack, source);
  const answer = await deliver(event.delivery);
  const problems = await stack.withStores(async (stores) => {
    const record = await until(`${event.label} is final`, FINAL_WITHIN_SECONDS * 1000, async () => {
      const found = await stores.record(event.pk);
      return answer.status !== 200 || (found && isFinal(found.status)) ? { found } : undefined;
    });
    const { found } = record;
    return checkEvent(event, {
      answer,
      record: found,
      result: found?.resultKey === undefined ? undefined : await stores.object(found.resultKey),
      kept:
        found?.rawKey === undefined ? Buffer.from(found?.rawBody ?? '') : await stores.object(found.rawKey),
    });
  });
  if (problems.length > 0) {
    throw new Error(`${event.label}: ${problems.join('; ')}`);
  }
  return event.eventId;
}

/** What a source, or one that is no more, answers to a webhook signed with its key. */
export async function answerToSigned(stack: InboxStack, source: TargetSource): Promise<number> {
  const { delivery } = newEvent(stack, source);
  return (await deliver(delivery)).status;
}

function newEvent(
  stack: InboxStack,
  { id, provider, url, signingSecret }: TargetSource,
): DemoEvent & { readonly pk: string; readonly eventId: string } {
  const kind = getDemoCases(provider)[0]?.kind ?? '';
  const number = randomBytes(4).toString('hex');
  const { body, eventId, documentId, extraction } = getSamples(provider)[kind]?.({
    eventId: `evt_${number}`,
    documentId: `doc_${number}`,
    simulatorUrl: stack.simulators[provider]?.url,
  }) ?? { body: Buffer.alloc(0) };
  if (eventId === undefined || documentId === undefined || extraction === undefined) {
    throw new Error(`Samples of ${provider}: got ${kind}, expected an event that ends with a result.`);
  }
  return {
    label: `${id}: ${eventId}`,
    eventId,
    pk: eventKey(id, eventId),
    documentId,
    extraction,
    delivery: { provider, url, signingKey: signingSecret, body },
    expected: accepted('STORED'),
  };
}
