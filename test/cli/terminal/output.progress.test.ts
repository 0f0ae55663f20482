import { startHeartbeat } from '../../../cli/terminal/output';

const HALF_A_MINUTE = 30_000;

describe('the heartbeat of long work', () => {
  let said: string;
  const wasTerminal = process.stderr.isTTY;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    said = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      said += chunk;
      return true;
    });
  });
  afterEach(() => {
    process.stderr.isTTY = wasTerminal;
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('says every half minute how far the work came where nobody watches a line change', () => {
    process.stderr.isTTY = false;
    const heartbeat = startHeartbeat(12, 'parts explored');
    heartbeat.advance();
    expect(said).toBe('');
    jest.advanceTimersByTime(HALF_A_MINUTE);
    heartbeat.advance();
    jest.advanceTimersByTime(HALF_A_MINUTE);
    heartbeat.stop();
    jest.advanceTimersByTime(HALF_A_MINUTE);
    expect(said).toMatch(/^1\/12 parts explored, \d+ s\n2\/12 parts explored, \d+ s\n$/);
  });

  it('writes over one line at each step on a terminal', () => {
    process.stderr.isTTY = true;
    const heartbeat = startHeartbeat(12, 'parts explored');
    heartbeat.advance();
    heartbeat.stop();
    expect(said).toMatch(/^\r1\/12 parts explored, \d+ s {3}\n$/);
  });
});
