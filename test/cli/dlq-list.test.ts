import { deadLetterList } from '../../cli/commands/dlq-list';
import { encodeMessage } from '../../lambda/domain/work-message';
import type { DeadLetter, DeadLetterReader } from '../../lambda/usecases/ports';
import { NOW } from '../support/records';
import { recordedInbox } from './recorded-inbox';
import { runCommand } from './run-command';

/** What SQS gives in one call. */
const BATCH = 10;

/** A queue of this many dead letters, which gives ten at a time; `failsAfter` so many calls. */
function givenQueue(size: number, failsAfter = Number.POSITIVE_INFINITY) {
  const left: DeadLetter[] = Array.from({ length: size }, (_, n) => ({
    body: encodeMessage(`limai#${n}`),
    receipt: `r${n}`,
  }));
  const released: string[] = [];
  let calls = 0;
  const queue: DeadLetterReader = {
    receive: async (max = BATCH) => {
      calls += 1;
      if (calls > failsAfter) {
        throw new Error('ServiceUnavailable');
      }
      return left.splice(0, Math.min(max, BATCH));
    },
    release: async (letters) => void released.push(...letters.map(({ receipt }) => receipt)),
    delete: async () => undefined,
  };
  return { queue, released };
}

async function list(queue: DeadLetterReader, ...args: string[]) {
  const store = { get: async () => undefined };
  const inbox = { ...recordedInbox([]), store, deadLetters: { limai: queue } } as never;
  return runCommand(['dlq', 'list', '--json', ...args], { connect: async () => inbox, now: () => NOW });
}

describe('dlq list', () => {
  it('lists all letters of a queue that gives ten at a time, and puts each back', async () => {
    const { queue, released } = givenQueue(25);
    const { letters, complete } = deadLetterList.parse(JSON.parse((await list(queue)).out));
    expect(letters.map(({ key }) => key)).toEqual(Array.from({ length: 25 }, (_, n) => `limai#${n}`));
    expect(complete).toBe(true);
    expect(released).toHaveLength(25);
  });

  it('says that there may be more when it reached its limit', async () => {
    const { queue, released } = givenQueue(25);
    const { out } = await list(queue, '--limit', '12');
    expect(deadLetterList.parse(JSON.parse(out))).toMatchObject({ complete: false });
    expect(released).toHaveLength(12);
  });

  it('puts back what it received before a call failed', async () => {
    const { queue, released } = givenQueue(25, 2);
    expect(await list(queue)).toMatchObject({ code: 1, err: expect.stringContaining('ServiceUnavailable') });
    expect(released).toHaveLength(20);
  });
});
