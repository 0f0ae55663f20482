import { type Scheduler, startScheduler } from '../../../../local/aws/events/start-scheduler';
import type { Invocation } from '../../../../local/aws/lambda/local-function';

let scheduler: Scheduler | undefined;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  scheduler?.stop();
  jest.useRealTimers();
});

describe('a scheduler', () => {
  it('starts the function after each period with a scheduled event', () => {
    const invoke = givenScheduler();
    jest.advanceTimersByTime(59_999);
    expect(invoke).not.toHaveBeenCalled();
    jest.advanceTimersByTime(60_001);
    expect(invoke).toHaveBeenCalledTimes(2);
    expect(invoke).toHaveBeenLastCalledWith('Sweeper', {
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/Rule'],
      detail: {},
    });
  });

  it('hands over the input of the target where there is one', () => {
    const invoke = givenScheduler('{"from":"template"}');
    jest.advanceTimersByTime(60_000);
    expect(invoke).toHaveBeenCalledWith('Sweeper', { from: 'template' });
  });

  it('starts nothing once stopped', () => {
    const invoke = givenScheduler();
    scheduler?.stop();
    jest.advanceTimersByTime(600_000);
    expect(invoke).not.toHaveBeenCalled();
  });
});

function givenScheduler(input?: string) {
  const invoke = jest.fn(async (): Promise<Invocation> => ({ ok: true, payload: null }));
  const schedule = {
    logicalId: 'Rule',
    everySeconds: 60,
    functionLogicalId: 'Sweeper',
    ...(input && { input }),
  };
  scheduler = startScheduler({ schedules: [schedule], region: 'us-east-1', invoke });
  return invoke;
}
