import { join } from 'node:path';
import { PACKAGED } from '../../../lambda/contracts/packaged';
import { findPackage } from './engine-package';

/** First release whose `node:sqlite` needs no flag. */
const NEEDED = [22, 13] as const;

export interface NodeRuntime {
  readonly version: string;
  readonly execPath: string;
}

/**
 * A Node that has `node:sqlite`, which fauxqs needs: this one, or the one npm installs beside us (an optional dependency).
 * @throws Error saying what to install
 */
export function nodeWithSqlite(current: NodeRuntime = process, packaged = packagedNode()): string {
  if (hasSqlite(current.version)) {
    return current.execPath;
  }
  if (packaged) {
    return packaged;
  }
  throw new Error(
    `Node: got ${current.version}, expected ${NEEDED.join('.')} or newer (the SQS and S3 engine needs node:sqlite). ` +
      (PACKAGED
        ? 'Run it with a newer Node.'
        : 'Run with a newer Node, or install the optional dependencies (npm ci --include=optional).'),
  );
}

function hasSqlite(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** One line for people: which Node runs this program, since npm scripts prefer the one that npm installed here. */
export function describeNode(current: NodeRuntime = process): string {
  const isPackaged = /[/\\]node_modules[/\\]/.test(current.execPath);
  return isPackaged
    ? `Node ${current.version}, installed by npm in node_modules`
    : `Node ${current.version} (${current.execPath})`;
}

/** The Node 24 that npm installs beside us, where it does: under two kinds of names, by platform. */
export function packagedNode(): string | null {
  const platform = `${process.platform}-${process.arch}`;
  const folder = findPackage(`node-${platform}`) ?? findPackage(`node-bin-${platform}`);
  return folder === undefined ? null : join(folder, 'bin', 'node');
}
