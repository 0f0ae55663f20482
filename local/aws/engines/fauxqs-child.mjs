import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitWithParent } from './exit-with-parent.mjs';
import { listenOnLoopbackOnly } from './loopback-only.mjs';

exitWithParent();
listenOnLoopbackOnly();

const [, , entry, dataDir] = process.argv;
if (dataDir) {
  await claim(dataDir);
}

const { startFauxqs } = await import(pathToFileURL(entry).href);
// Two servers: with `dataDir` ChangeMessageVisibility(0) answers 500 (2.4.1), so queues stay in memory while objects,
// which must survive, go to SQLite. (Its file mode loses keys like `a//b` and can leave half a file behind a SIGKILL.)
const sqs = await startFauxqs({ port: 0, logger: false });
const s3 = await startFauxqs({ port: 0, logger: false, ...(dataDir && { dataDir: join(dataDir, 's3') }) });
console.log(JSON.stringify({ sqsUrl: `http://127.0.0.1:${sqs.port}`, s3Url: `http://127.0.0.1:${s3.port}` }));

/** Holds a lock on the data directory that the kernel drops when we die: two stacks on one directory would corrupt it. */
async function claim(directory) {
  const { DatabaseSync } = await import('node:sqlite');
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    console.error(
      `Data directory ${directory}: in use by another running stack. Stop that one or choose another.`,
    );
    process.exit(75);
  }
  globalThis.dataDirectoryLock = lock;
}
