import { connect } from 'node:net';
import { join } from 'node:path';
import { findPackage } from './engine-package';
import type { EngineSpec } from './engine-process';
import { freePort } from './free-port';

/** The binary of this platform's package, if npm installed one. */
export function dynoxideBinary(): string | undefined {
  const folder = findPackage(`@dynoxide/${process.platform}-${process.arch}`);
  return folder && join(folder, 'dynoxide');
}

/**
 * A binary does not watch its standard input, so a shell does: it kills the engine when our pipe closes, and ends, as the engine's
 * stand-in, when the engine does. `read` never returns text, for we write none.
 */
const WATCH = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & engine=$!',
  '( read -r _ <&3; kill -9 "$engine" ) >/dev/null 2>&1 & watcher=$!',
  'wait "$engine"; code=$?',
  'kill "$watcher" 2>/dev/null',
  'exit "$code"',
].join('\n');

/** @throws Error when this platform has no package */
export async function dynoxideSpec(dbPath: string | undefined): Promise<EngineSpec> {
  const binary = dynoxideBinary();
  if (!binary) {
    throw new Error(
      `DynamoDB engine dynoxide: no package for ${process.platform}-${process.arch}, expected linux-x64. Choose dynalite.`,
    );
  }
  // dynoxide takes port 0 but does not say which port it got, so one is chosen for it.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const storage = dbPath ? ['--db-path', dbPath] : [];
  return {
    name: 'dynoxide',
    command: '/bin/sh',
    args: ['-c', WATCH, 'dynoxide', binary, '--host', '127.0.0.1', '--port', String(port), ...storage],
    // It says so before it accepts; and who accepts may be another, where the port was taken in between.
    ready: async (output) =>
      output().includes('listening') && (await accepts(port)) ? JSON.stringify({ url }) : undefined,
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
