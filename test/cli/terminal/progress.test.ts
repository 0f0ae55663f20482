import { PassThrough } from 'node:stream';
import { startProgress } from '../../../cli/terminal/progress';

const HALF_A_MINUTE = 30_000;

describe('the progress of long work', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance', 'nextTick'] });
  });
  afterEach(() => jest.useRealTimers());

  it('is a line every half minute where nobody watches a bar', () => {
    const err = new PassThrough();
    const progress = startProgress(12, 'parts explored', err);
    progress.advance();
    expect(err.read()).toBeNull();
    jest.advanceTimersByTime(HALF_A_MINUTE);
    progress.advance();
    progress.total(13);
    jest.advanceTimersByTime(HALF_A_MINUTE);
    progress.stop();
    jest.advanceTimersByTime(HALF_A_MINUTE);
    expect(String(err.read())).toBe('parts explored 1/12\nparts explored 2/13\n');
  });

  it('is a bar on a terminal, which is gone at the end', () => {
    const err = Object.assign(new PassThrough(), { isTTY: true });
    const progress = startProgress(12, 'parts explored', err);
    expect(String(err.read())).toMatch(/parts explored \S+ 0\/12/);
    progress.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
