import { KeyLock } from '../../../../local/aws/gateway/key-lock';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('KeyLock', () => {
  it('runs work on one key in turn, work on another at once', async () => {
    const lock = new KeyLock();
    const order: string[] = [];
    const { open, opened } = gate();

    const first = lock.run('a', async () => {
      await opened;
      order.push('first a');
    });
    const second = lock.run('a', async () => {
      order.push('second a');
    });
    await lock.run('b', async () => {
      order.push('b');
    });
    open();
    await Promise.all([first, second]);

    expect(order).toEqual(['b', 'first a', 'second a']);
  });

  it('goes on after work that failed, and tells who asked for it', async () => {
    const lock = new KeyLock();
    const failing = lock.run('a', () => Promise.reject(new Error('no')));
    const next = lock.run('a', async () => 'yes');

    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('holds several keys at once, in whatever order and however often they are named', async () => {
    const lock = new KeyLock();
    const both = await Promise.all([
      lock.runAll(['a', 'b', 'a'], async () => 1),
      lock.runAll(['b', 'a'], async () => 2),
    ]);

    expect(both).toEqual([1, 2]);
  });
});
