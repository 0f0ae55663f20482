import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { localClientConfig } from '../../../cli/connection/client-config';
import { eventKey } from '../../../lambda/domain/record/keys';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { type LocalRun, startLocalRun } from '../../../local/run/start-local-run';
import { createBody } from '../../../scripts/generate/cli-docs/mixed-events';
import { sendMixedEvents } from '../../../scripts/generate/cli-docs/send-mixed-events';
import { createEventTable } from '../../support/aws/create-event-table';
import { startCliServer } from './cli-server';
import { NOT_LOCAL, VARIABLES } from './command-tables';
import { runInShell, type ShellResult, writeShims } from './shell';
import { startSilentAws } from './silent-aws';

/** One try, no pager, nothing from the machine's own configuration. */
const QUIET_AWS = { AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '', AWS_EC2_METADATA_DISABLED: 'true' };
/** Longer than commands.config.ts lets the functions keep a secret. */
const CACHE_MS = 1_500;
const CONFIG = join(__dirname, 'commands.config.ts');

/** A local run with the events of docs/operate/cli.md, and shells in which the commands of the docs reach it. */
export interface DocsRun {
  /** Runs commands as a person at a terminal types them, or as a script has them. Secrets are as before afterwards. */
  type(
    commands: readonly string[],
    options: { readonly interactive: boolean },
  ): Promise<readonly ShellResult[]>;
  /** Operations of AWS that were only parsed, so far. */
  parsed(): readonly string[];
  stop(): Promise<void>;
}

export async function startDocsRun(aws: string | undefined): Promise<DocsRun> {
  const directory = mkdtempSync(join(tmpdir(), 'docs-commands-'));
  // Where every program of this process looks for local runs.
  process.env.EXTRACTION_INBOX_LOCAL_DIR = join(directory, '.local');
  const run = await startLocalRun({ config: CONFIG });
  try {
    return await openShells(run, directory, aws);
  } catch (error) {
    await run.stop();
    throw error;
  }
}

async function openShells(run: LocalRun, directory: string, aws: string | undefined): Promise<DocsRun> {
  const { endpoints, endpointsFile } = run;
  await sendMixedEvents(endpoints);
  await createRestoredTable(endpoints);
  await putUnrecordedObjects(endpoints);
  const known = { endpoints, texts: await readSecrets(endpoints) };
  const server = await startCliServer(endpointsFile, (args) => typed(args, known));
  const silent = await startSilentAws();
  writeShims(join(directory, 'shims'));
  const env = {
    PATH: `${join(directory, 'shims')}:${process.env.PATH}`,
    HOME: directory,
    CLI_PORT: String(server.port),
    SILENT_AWS: silent.url,
    REAL_AWS: aws,
    PARSED_ONLY: `|${Object.keys(NOT_LOCAL).join('|')}|`,
    PARSED_FILE: join(directory, 'parsed'),
    ...QUIET_AWS,
  };
  const preamble = [
    'eval "$(npx inbox --local env --source limai)"',
    ...Object.entries(VARIABLES).map(([name, value]) => `export ${name}='${value}'`),
  ].join('\n');
  const home = process.cwd();
  process.chdir(directory);
  return {
    type: async (commands, { interactive }) => {
      writeFiles(directory, known);
      const [, ...results] = await runInShell([preamble, ...commands], {
        directory,
        env: { ...env, ...(interactive && { INTERACTIVE: '1' }) },
      });
      await writeSecrets(known);
      return results;
    },
    parsed: () =>
      existsSync(env.PARSED_FILE)
        ? [...new Set(readFileSync(env.PARSED_FILE, 'utf8').trim().split('\n'))].sort()
        : [],
    stop: async () => {
      process.chdir(home);
      server.close();
      silent.close();
      await run.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the runbook restores from a backup: another table, with an event that the first has lost. */
async function createRestoredTable({ region, credentials, endpoints, table }: Endpoints): Promise<void> {
  const client = new DynamoDBClient(localClientConfig({ region, credentials, endpoint: endpoints.dynamodb }));
  const TableName = `${table}-restored`;
  await createEventTable(client, TableName);
  const Key = { pk: { S: eventKey('limai', 'evt_invoice_001') } };
  const { Item = {} } = await client.send(new GetItemCommand({ TableName: table, Key }));
  const lost = { ...Item, pk: { S: eventKey('limai', 'evt_lost_001') } };
  await client.send(new PutItemCommand({ TableName, Item: lost }));
  client.destroy();
}

/** What a restored table has lost: a body and a result that no record names. */
async function putUnrecordedObjects({ region, credentials, endpoints, bucket }: Endpoints): Promise<void> {
  const client = new S3Client(localClientConfig({ region, credentials, endpoint: endpoints.s3 }));
  const ids = { eventId: 'evt_unrecorded_001', documentId: 'doc_unrecorded_001' };
  const objects = [
    { Key: 'raw/extend/extend/unrecorded', Body: createBody('extend', 'processed', ids) },
    { Key: 'results/provider=limai/unrecorded/evt_unrecorded_002.json', Body: '{}' },
  ];
  for (const object of objects) {
    await client.send(new PutObjectCommand({ Bucket: bucket, ...object }));
  }
  client.destroy();
}

/** The run, and what its secrets held at first, by their names. */
interface Known {
  readonly endpoints: Endpoints;
  readonly texts: ReadonlyMap<string, string>;
}

async function readSecrets(endpoints: Endpoints): Promise<Known['texts']> {
  const client = secretsClient(endpoints);
  const texts = new Map<string, string>();
  for (const SecretId of secretNames(endpoints)) {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    texts.set(SecretId, SecretString);
  }
  client.destroy();
  return texts;
}

async function writeSecrets({ endpoints, texts }: Known): Promise<void> {
  const client = secretsClient(endpoints);
  for (const [SecretId, SecretString] of texts) {
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }
  client.destroy();
}

function secretsClient({ region, credentials, endpoints }: Endpoints): SecretsManagerClient {
  return new SecretsManagerClient(
    localClientConfig({ region, credentials, endpoint: endpoints.secretsmanager }),
  );
}

function secretNames({ secrets }: Endpoints): readonly string[] {
  return Object.values(secrets).flatMap(({ signing, apiToken }) => [signing, apiToken]);
}

/** What a person types who is asked: `y`, the value that a secret has already, a new signing key. */
async function typed(
  args: readonly string[],
  { endpoints: { secrets }, texts }: Known,
): Promise<readonly string[]> {
  if (args.includes('--finish')) {
    // As the pages say: once every function has the new key.
    await sleep(CACHE_MS);
    return ['y'];
  }
  const [source = '', kind = ''] = args.slice(args.indexOf('set') + 1);
  const names = args.includes('set') ? secrets[source] : undefined;
  const value = names && texts.get(kind === 'token' ? names.apiToken : names.signing);
  return args.includes('rotate')
    ? [`wss_a_new_signing_key_${randomUUID()}`, 'y']
    : ['y', plain(value ?? ''), 'y'];
}

/** A list of keys as a person has it: the newest key. */
function plain(text: string): string {
  return text.startsWith('[') ? String((JSON.parse(text) as readonly string[])[0]) : text;
}

/** Files that the docs tell their reader to have. */
function writeFiles(directory: string, { endpoints: { secrets }, texts }: Known): void {
  const { signing = '', apiToken = '' } = secrets.limai ?? {};
  writeFileSync(join(directory, 'key.txt'), plain(texts.get(signing) ?? ''));
  writeFileSync(join(directory, 'token.txt'), texts.get(apiToken) ?? '');
}
