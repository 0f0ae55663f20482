import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../lambda/adapters/event-table';
import { eventKey } from '../../lambda/domain/keys';
import { isFinal } from '../../lambda/domain/lifecycle';
import { ADMINISTRATORS } from '../authorization/administrators';
import { awsClients } from '../deploy/aws-clients';
import type { Fault } from '../gateway/gateway.types';
import { functionCredentials } from '../lambda/function-credentials';
import { demoCasesOf, samplesOf } from '../samples';
import { deliver } from '../simulators/deliver';
import type { SourceEndpoint } from '../start/endpoints';
import type { LocalRun } from '../start/start-local-run';
import type { Stores } from './stores';

const FINAL_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** What goes wrong once on the way of one event, after which it must be stored all the same. */
interface RarePath {
  readonly name: string;
  readonly by: 'ingest' | 'processor';
  readonly action: string;
  readonly fault: Fault;
  /** Nothing moves the event on by itself: its deadline passes, and what runs by the clock finds it. */
  readonly overdue?: boolean;
}

const PATHS: readonly RarePath[] = [
  {
    name: 'claimed and never sent',
    by: 'ingest',
    action: 'SendMessage',
    fault: { kind: 'error', status: 403, code: 'Injected' },
    overdue: true,
  },
  {
    name: 'result stored, answer lost',
    by: 'processor',
    action: 'PutObject',
    fault: { kind: 'hang-up', when: 'after' },
  },
  {
    name: 'result refused and gone',
    by: 'processor',
    action: 'PutObject',
    fault: { kind: 'error', status: 412, code: 'PreconditionFailed' },
  },
];

/** Takes the paths a healthy run never takes, for each source, so that every permission is seen at work. @throws Error naming one that did not end well */
export async function takeRarePaths(run: LocalRun, stores: Stores): Promise<void> {
  for (const source of run.endpoints.sources) {
    for (const path of PATHS) {
      await take(path, source, { run, stores });
    }
  }
}

async function take(
  path: RarePath,
  source: SourceEndpoint,
  { run, stores }: { readonly run: LocalRun; readonly stores: Stores },
): Promise<void> {
  const eventId = `rare-${path.name.replaceAll(/\W+/g, '-')}`;
  const pk = eventKey(source.id, eventId);
  const callers = callersOf(run, path.by);
  const undisturbed = run.gateway?.addRule({
    matches: ({ caller, action }) => callers.has(caller) && action === path.action,
    fault: path.fault,
    times: 1,
  });
  await send(source, eventId);
  if (path.overdue) {
    await makeOverdue(run, pk);
    await Promise.all(run.deployment.schedules.map((schedule) => run.invoke(schedule.functionLogicalId, {})));
  }
  await untilStored(pk, stores, `${source.id}: ${path.name}`);
  undisturbed?.();
}

function callersOf({ deployment }: LocalRun, by: RarePath['by']): ReadonlySet<string> {
  const fns = by === 'ingest' ? deployment.routes : deployment.eventSources;
  return new Set(fns.map(({ functionLogicalId }) => functionCredentials(functionLogicalId).accessKeyId));
}

async function send({ provider, url, signingSecret }: SourceEndpoint, eventId: string): Promise<void> {
  const kind = demoCasesOf(provider)[0]?.kind ?? '';
  const sample = samplesOf(provider)[kind]?.({ eventId, documentId: `document-${eventId}` });
  const answer = await deliver({
    provider,
    url,
    signingKey: signingSecret,
    body: sample?.body ?? Buffer.alloc(0),
  });
  if (answer.status !== 200) {
    throw new Error(`Rare path ${eventId} of ${provider}: got ${answer.status}, expected 200.`);
  }
}

/** As if its grace were over: the local run does not wait minutes for it. */
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

async function untilStored(pk: string, stores: Stores, path: string): Promise<void> {
  const until = Date.now() + FINAL_WITHIN_MS;
  for (;;) {
    const record = await stores.record(pk);
    if (record && isFinal(record.status)) {
      if (record.status !== 'STORED') {
        throw new Error(`${path}: got ${record.status}, expected STORED.`);
      }
      return;
    }
    if (Date.now() > until) {
      const error = record?.lastError?.message ?? 'no error';
      throw new Error(
        `${path}: got ${record?.status} (${error}), expected STORED within ${FINAL_WITHIN_MS} ms.`,
      );
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
