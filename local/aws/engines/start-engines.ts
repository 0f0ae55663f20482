import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { programFile } from '../program-file';
import { dynoxideBinary, dynoxideSpec } from './dynoxide';
import { type EnginePackage, engineEntry, requireEngines } from './engine-package';
import { type EngineProcess, type EngineSpec, startEngineProcess } from './engine-process';
import type { DynamoDbEngine, Engines, EnginesOptions } from './engines.types';
import { nodeWithSqlite } from './node-with-sqlite';

/** The DynamoDB engine of this platform: dynoxide where its package is installed, else dynalite. */
export function defaultDynamoDbEngine(): DynamoDbEngine {
  return dynoxideBinary() ? 'dynoxide' : 'dynalite';
}

/** @throws Error that says what to install before `startEngines` can start these */
export function expectEngines({ dynamodb = defaultDynamoDbEngine() }: EnginesOptions): void {
  requireEngines(dynamodb === 'dynalite' ? ['fauxqs', 'dynalite'] : ['fauxqs']);
  nodeWithSqlite();
}

/** Starts DynamoDB, SQS and S3 on 127.0.0.1, each in a process that ends with this one, however this one ends. */
export async function startEngines(options: EnginesOptions = {}): Promise<Engines> {
  const { dynamodb: engine = defaultDynamoDbEngine(), dataDir } = options;
  if (dataDir) {
    await mkdir(dataDir, { recursive: true });
  }
  // fauxqs first: it holds the lock on the data directory.
  const fauxqs = await startEngineProcess(childSpec('fauxqs', nodeWithSqlite(), dataDir));
  const dynamodb = await startDynamoDb(engine, dataDir).catch(async (error: unknown) => {
    await fauxqs.stop();
    throw error;
  });
  const { url } = JSON.parse(dynamodb.answer) as { url: string };
  const failed = Promise.race([fauxqs.failed, dynamodb.failed]);
  failed.catch(() => undefined);
  return {
    dynamodb: { url, engine },
    fauxqs: JSON.parse(fauxqs.answer) as Engines['fauxqs'],
    failed,
    stop: async () => {
      await Promise.all([fauxqs.stop(), dynamodb.stop()]);
    },
  };
}

async function startDynamoDb(engine: DynamoDbEngine, dataDir: string | undefined): Promise<EngineProcess> {
  if (engine === 'dynoxide') {
    return startEngineProcess(() => dynoxideSpec(dataDir && join(dataDir, 'dynamodb.sqlite')));
  }
  return startEngineProcess(
    childSpec('dynalite', process.execPath, dataDir && join(dataDir, 'dynamodb-leveldb')),
  );
}

/** A Node child that prints one line of JSON when it is ready. */
function childSpec(
  name: EnginePackage,
  node: string,
  directory: string | undefined,
): () => Promise<EngineSpec> {
  return async () => ({
    name,
    command: node,
    args: [
      '--no-warnings',
      programFile('local', 'aws', 'engines', `${name}-child.mjs`),
      engineEntry(name),
      ...(directory ? [directory] : []),
    ],
    ready: async (output) => /^\{.*\}$/m.exec(output())?.[0],
  });
}
