import { Closers } from '../../../local/run/shutdown';

describe('closers', () => {
  it('stop what was started in reverse order, once', async () => {
    const closed: number[] = [];
    const closers = new Closers();
    for (const each of [1, 2, 3]) {
      closers.add(async () => closed.push(each));
    }
    await closers.close();
    await closers.close();
    expect(closed).toEqual([3, 2, 1]);
  });

  it('stop everything although one fails, and say so at the end', async () => {
    const closed: number[] = [];
    const closers = new Closers();
    closers.add(() => closed.push(1));
    closers.add(() => Promise.reject(new Error('stuck')));
    await expect(closers.close()).rejects.toThrow('stuck');
    expect(closed).toEqual([1]);
  });
});
