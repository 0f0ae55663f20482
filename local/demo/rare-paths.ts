import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../lambda/adapters/event-table';
import { eventKey } from '../../lambda/domain/keys';
import { ADMINISTRATORS } from '../authorization/administrators';
import { awsClients } from '../deploy/aws-clients';
import type { Fault } from '../gateway/gateway.types';
import { functionCredentials } from '../lambda/function-credentials';
import type { LocalRun } from '../start/start-local-run';
import { takeMissedWebhook } from './missed-webhook';
import { type Ground, runScheduled, sendEvent, untilStored } from './rare-path-steps';
import type { Stores } from './stores';

/** What goes wrong once on the way of one event, after which it must be stored all the same. */
interface RarePath {
  readonly name: string;
  readonly by: 'routes' | 'eventSources';
  readonly action: string;
  readonly fault: Fault;
  /** Nothing moves the event on by itself: its deadline passes, and what runs by the clock finds it. */
  readonly overdue?: boolean;
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
    for (const path of PATHS) {
      await take(path, ground);
    }
    await takeMissedWebhook(ground);
  }
}

async function take(path: RarePath, ground: Ground): Promise<void> {
  const { run, source } = ground;
  const eventId = `rare-${path.name.replaceAll(/\W+/g, '-')}`;
  const pk = eventKey(source.id, eventId);
  const callers = callersOf(run, path.by);
  const undisturbed = run.gateway?.addRule({
    matches: ({ caller, action }) => callers.has(caller) && action === path.action,
    fault: path.fault,
    times: 1,
  });
  await sendEvent(ground, { eventId, documentId: `document-${eventId}` });
  if (path.overdue) {
    await makeOverdue(run, pk);
    await runScheduled(ground);
  }
  await untilStored(pk, `${source.id}: ${path.name}`, ground);
  undisturbed?.();
}

function callersOf({ deployment }: LocalRun, by: RarePath['by']): ReadonlySet<string> {
  const ids = deployment[by].map(({ functionLogicalId }) => functionLogicalId);
  return new Set(ids.map((id) => functionCredentials(id).accessKeyId));
}

/** As if its grace were over: nobody waits minutes for it. */
async function makeOverdue({ endpoints }: LocalRun, pk: string): Promise<void> {
  const clients = awsClients(endpoints.endpoints.dynamodb, ADMINISTRATORS.operator);
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: endpoints.table,
      Key: { [EVENT_TABLE.partitionKey]: { S: pk } },
      UpdateExpression: 'SET #due = :due',
      ExpressionAttributeNames: { '#due': EVENT_TABLE.indexes.byWork.sortKey },
      ExpressionAttributeValues: { ':due': { S: new Date(Date.now() - 1000).toISOString() } },
    }),
  );
  clients.destroy();
}
