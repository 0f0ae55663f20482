import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { findDescendants } from '../../../../proofs/chaos/stack/descendants';

/** Starts a child of its own, prints its id, and waits. */
const PARENT = `
const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
console.log(child.pid);
setInterval(() => {}, 1000);`;

describe('findDescendants', () => {
  let parent: ChildProcess;
  afterEach(() => parent?.kill('SIGKILL'));

  it('finds children of children, where the system shows them', async () => {
    parent = spawn(process.execPath, ['-e', PARENT]);
    const [printed] = (await once(parent.stdout as NonNullable<typeof parent.stdout>, 'data')) as [Buffer];
    const grandchild = Number(printed.toString());
    try {
      const found = findDescendants(process.pid);
      expect(found.includes(grandchild) && found.includes(parent.pid ?? 0)).toBe(
        existsSync('/proc/self/stat'),
      );
    } finally {
      process.kill(grandchild, 'SIGKILL');
    }
  });

  it('finds none of a process that does not exist', () => {
    expect(findDescendants(2 ** 30)).toEqual([]);
  });
});
