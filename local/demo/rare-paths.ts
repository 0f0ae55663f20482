import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../lambda/adapters/dynamodb/event-item';
import { EVENT_TABLE } from '../../lambda/contracts/event-table';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { eventKey } from '../../lambda/domain/record/keys';
import { ADMINISTRATORS, functionCredentials } from '../aws/access-keys';
import type { Fault } from '../aws/gateway/gateway.types';
import { createAwsClients } from '../run/local-aws';
import type { LocalRun } from '../run/start-local-run';
import { getSamples } from '../samples/samples';
import type { Stores } from '../stores';
import { takeMissedWebhook } from './missed-webhook';
import { type Ground, runScheduled, sendEvent, untilFinal } from './rare-path-steps';

/** What goes wrong once on the way of one event, after which it must be stored all the same. */
interface RarePath {
  readonly name: string;
  readonly by: 'routes' | 'eventSources';
  readonly action: string;
  readonly fault: Fault;
  /** Nothing moves the event on by itself: its deadline passes, and what runs by the clock finds it. */
  readonly overdue?: boolean;
  /** Of a source's first kind, unless named; a provider that has no such kind skips the path. */
  readonly kind?: string;
  /** @default STORED */
  readonly ends?: EventStatus;
}

const PATHS: readonly RarePath[] = [
  {
    name: 'claimed and never sent',
    by: 'routes',
    action: 'SendMessage',
    fault: { kind: 'error', status: 400, code: 'Injected' },
    overdue: true,
  },
  {
    name: 'result stored, answer lost',
    by: 'eventSources',
    action: 'PutObject',
    fault: { kind: 'hang-up', when: 'after' },
  },
  {
    name: 'archived content stored, answer lost',
    by: 'eventSources',
    action: 'PutObject',
    fault: { kind: 'hang-up', when: 'after' },
    kind: 'archived-link',
    ends: 'ARCHIVED',
  },
  {
    name: 'result refused, nothing there',
    by: 'eventSources',
    action: 'PutObject',
    fault: { kind: 'error', status: 412, code: 'PreconditionFailed' },
  },
];

/**
 * Takes the paths that a healthy run never takes, for each source, so that every permission is seen at work.
 * @throws Error naming a path that did not end well
 */
export async function takeRarePaths(run: LocalRun, stores: Stores): Promise<void> {
  for (const source of run.endpoints.sources) {
    const ground = { run, stores, source };
    for (const path of PATHS.filter(({ kind }) => kind === undefined || getSamples(source.provider)[kind])) {
      await take(path, ground);
    }
    await renewBody(ground);
    await giveUpReplay(ground);
    await giveUpReplay(ground, { kind: 'failed', from: 'EXTRACTION_FAILED' });
    await takeMissedWebhook(ground);
  }
}

async function take(path: RarePath, ground: Ground): Promise<void> {
  const { run, source } = ground;
  const eventId = `rare-${path.name.replaceAll(/\W+/g, '-')}`;
  const pk = eventKey(source.id, eventId);
  const callers = findCallers(run, path.by);
  const undisturbed = run.gateway?.addRule({
    matches: ({ caller, action }) => callers.has(caller) && action === path.action,
    fault: path.fault,
    times: 1,
  });
  const { kind, ends } = path;
  await sendEvent(ground, {
    eventId,
    documentId: `document-${eventId}`,
    ...(kind !== undefined && { kind }),
  });
  if (path.overdue) {
    await makeOverdue(run, pk);
    await runScheduled(ground, 'sweep');
  }
  await untilFinal(pk, `${source.id}: ${path.name}`, ground, ends);
  undisturbed?.();
}

function findCallers({ deployment }: LocalRun, by: RarePath['by']): ReadonlySet<string> {
  const ids = deployment[by].map(({ functionLogicalId }) => functionLogicalId);
  return new Set(ids.map((id) => functionCredentials(id).accessKeyId));
}

/** An event whose provider answers 500 at first, and delivers it again in other bytes meanwhile. */
async function renewBody(ground: Ground): Promise<void> {
  const { run, stores, source } = ground;
  const ids = { eventId: 'rare-renewed', documentId: 'document-rare-renewed' };
  const kind = getSamples(source.provider)['signed-url-gone'] ? { kind: 'signed-url-gone' } : {};
  const pk = eventKey(source.id, ids.eventId);
  run.simulators[source.provider]?.plan(ids.documentId, { failures: Array(2).fill({ status: 500 }) });
  for (let padding = 0; (await stores.record(pk))?.bodyReceivedAt === undefined; padding += 1) {
    // Not while it is leased: a later delivery finds it waiting.
    await sendEvent(ground, { ...ids, ...kind, padding });
  }
  await untilFinal(pk, `${source.id}: body renewed`, ground);
}

const LONG_AGO_MS = 30 * 86_400_000;

interface GivenUp {
  /** @default the source's first */
  readonly kind?: string;
  readonly from: EventStatus;
}

/** A replay that nobody works on until its window is over: the sweeper looks for a result, and the record returns to its state. */
async function giveUpReplay(ground: Ground, { from, ...kind }: GivenUp = { from: 'STORED' }): Promise<void> {
  const { run, source } = ground;
  const eventId = `rare-replayed-${from}`;
  const pk = eventKey(source.id, eventId);
  await sendEvent(ground, { eventId, documentId: `document-${eventId}`, ...kind });
  await untilFinal(pk, `${source.id}: before its replay`, ground, from);
  const now = Date.now();
  await change(run, pk, {
    status: 'RECEIVED',
    generation: 2,
    replayedFrom: from,
    workShard: 'work#0',
    openedAt: now - LONG_AGO_MS,
    updatedAt: now,
    dueAt: now,
  });
  await runScheduled(ground, 'sweep');
  const { lastError } = await untilFinal(pk, `${source.id}: replay given up`, ground, from);
  if (lastError?.kind !== 'retry_window_over') {
    throw new Error(`${source.id}: replay given up: got ${lastError?.kind ?? 'no reason'}, expected one.`);
  }
}

/** As if its grace were over: nobody waits minutes for it. */
function makeOverdue(run: LocalRun, pk: string): Promise<void> {
  return change(run, pk, { dueAt: Date.now() - 1000 });
}

/** Writes over a record by hand. */
async function change({ endpoints }: LocalRun, pk: string, fields: Partial<EventRecord>): Promise<void> {
  const clients = createAwsClients(endpoints.endpoints.dynamodb, ADMINISTRATORS.operator);
  const names = Object.keys(fields);
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: endpoints.table,
      Key: { [EVENT_TABLE.partitionKey]: { S: pk } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(toItem(fields)).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  );
  clients.destroy();
}
