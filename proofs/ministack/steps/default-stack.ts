import { join } from 'node:path';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { until } from '../../../local/aws/until';
import { formatTable } from '../../../local/demo/demo-table';
import { runDemo } from '../../../local/demo/run-demo';
import type { InboxStack } from '../inbox-stack';
import { deliverEvent } from './deliver-event';
import { pointAtSimulators } from './point-at-simulators';
import { expectEqual, type Step } from './steps';

export const configFile = (name: string) => join(__dirname, '..', 'configs', `${name}.config.ts`);

const SET_UP_MODE = 503;
const UNSIGNED = 401;
/** `secrets.refreshFloorSeconds` is 30 by default. */
const KNOWN_WITHIN_SECONDS = 60;

/** `cdk deploy`, and what the journey needs after each: the new outputs, and the functions pointed at the simulators. */
export async function deploy(
  stack: InboxStack,
  config: string,
  options: readonly string[] = [],
): Promise<void> {
  await stack.account.deploy(configFile(config), options);
  await stack.refresh();
  await pointAtSimulators(stack);
}

/** From nothing to a stack whose every case was tried. */
export const DEFAULT_STACK: readonly Step[] = [
  {
    name: 'npx cdk bootstrap',
    run: async ({ account }) => void (await account.bootstrap()),
  },
  {
    name: 'npx cdk deploy: the default configuration',
    run: async ({ stack }) => {
      await deploy(stack, 'default');
      return stack.sources.map(({ id }) => id).join(', ');
    },
  },
  {
    name: 'set-up mode: without keys every source answers 503',
    run: async ({ stack }) => {
      for (const { id, url } of stack.sources) {
        expectEqual(id, await stack.answerToUnsigned(url), SET_UP_MODE);
      }
      return undefined;
    },
  },
  {
    name: 'inbox secrets set: the functions pick the keys up by themselves; what is unsigned is then 401',
    run: async ({ stack }) => {
      const started = Date.now();
      for (const { id } of stack.sources) {
        await stack.setSecrets(id);
      }
      await Promise.all(stack.sources.map((source) => untilKeyKnown(stack, source)));
      return `known ${Math.round((Date.now() - started) / 1000)} s after the first was set`;
    },
  },
  {
    name: 'every case of both providers: answers, states, objects, duplicates, refusals',
    run: async ({ stack }) => {
      const { rows, problems } = await stack.withStores((stores) =>
        runDemo(stack.target, stores, () => undefined),
      );
      const wrong = rows.filter((row) => row.problems.length > 0);
      if (wrong.length > 0 || problems.length > 0) {
        throw new Error([formatTable(wrong), ...problems].join('\n'));
      }
      return `${rows.length} deliveries`;
    },
  },
  {
    name: 'inbox shows and gets what was stored',
    run: async ({ stack }) => {
      for (const source of stack.sources) {
        await readByInbox(stack, await deliverEvent(stack, source));
      }
      return undefined;
    },
  },
];

async function untilKeyKnown(stack: InboxStack, { id, url }: { id: string; url: string }): Promise<void> {
  await until(`${id} knows its key`, KNOWN_WITHIN_SECONDS * 1000, async () =>
    (await stack.answerToUnsigned(url)) === UNSIGNED ? true : undefined,
  );
}

/** The event's record and its result, whose checksum `inbox` verifies, against the object itself. */
export async function readByInbox(stack: InboxStack, eventId: string): Promise<void> {
  const record = JSON.parse(await stack.inbox(['events', 'show', eventId, '--json'])) as Partial<EventRecord>;
  expectEqual(`inbox events show ${eventId}`, record.status, 'STORED');
  const got = await stack.inbox(['events', 'get', eventId]);
  const stored = await stack.withStores((stores) => stores.object(record.resultKey ?? ''));
  expectEqual(`inbox events get ${eventId}: the object of the bucket`, got === stored?.toString(), true);
}
