import { SimulatedClock } from '../simulated-clock';
import { SimulatedWorkQueue } from './simulated-work-queue';

const PROVIDER = 'one';
const LIMITS = { visibilitySeconds: 30, maxReceiveCount: 2 };

describe('the simulated queue', () => {
  const clock = new SimulatedClock();
  let queue: SimulatedWorkQueue;
  beforeEach(async () => {
    queue = new SimulatedWorkQueue(clock, LIMITS);
    await queue.send(PROVIDER, 'source#1', 0);
    await queue.send(PROVIDER, 'source#2', 0);
  });
  const receive = (options = {}) => queue.receive(PROVIDER, { max: 1, ...options }).map(({ pk }) => pk);

  it('hides what it delivers until the visibility timeout is over', () => {
    expect([receive(), receive(), receive()]).toEqual([['source#1'], ['source#2'], []]);
    expect(queue.nextVisibleAt()).toBe(clock.now() + 30_000);
    clock.advance(30_000);
    expect(receive()).toEqual(['source#1']);
  });

  it('delivers once more what is delivered twice, and the newest first when reordered', () => {
    expect(receive({ twice: true })).toEqual(['source#1']);
    expect(receive({ order: 'newest' })).toEqual(['source#2']);
    expect(receive()).toEqual(['source#1']);
  });

  it('buries what was received too often, and shows it to people once per receiver', async () => {
    for (let received = 0; received < 3; received += 1) {
      queue.receive(PROVIDER, { max: 10 });
      clock.advance(30_000);
    }
    expect(queue.live('source#1')).toBe(0);
    const deadLetters = queue.deadLetterQueue(PROVIDER);
    const [first] = await deadLetters.receive();
    expect(await deadLetters.receive()).toEqual([]);
    await deadLetters.delete(first ?? { body: '', receipt: '' });
    expect(queue.deadLetters).toHaveLength(1);
  });

  it('knows nothing more to wait for once all is deleted', () => {
    const received = queue.receive(PROVIDER, { max: 10 });
    for (const { messageId } of received) {
      queue.delete(messageId);
    }
    expect(queue.nextVisibleAt()).toBeUndefined();
  });
});
