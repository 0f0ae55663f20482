import { deadLetterList } from '../../../cli/commands/dlq';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import type { DeadLetterReader } from '../../../lambda/usecases/ports';
import { type DeadLettersOptions, givenDeadLetters } from '../../support/aws/dead-letters';
import { NOW } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';
import { type RunOptions, runCommand } from '../run-command';

function givenQueue(size: number, options: DeadLettersOptions = {}) {
  return givenDeadLetters(
    Array.from({ length: size }, (_, n) => encodeMessage(`limai#${n}`)),
    options,
  );
}

async function list(queue: DeadLetterReader, args: readonly string[] = [], options: RunOptions = {}) {
  const store = { get: async () => undefined };
  const deps = () => ({ telemetry: { log: () => undefined } });
  const inbox = { ...recordedInbox([]), store, deps, deadLetters: { limai: queue } } as never;
  return runCommand(['dlq', 'list', ...args], { connect: async () => inbox, now: () => NOW, ...options });
}

async function listed(queue: DeadLetterReader, ...args: string[]) {
  return deadLetterList.parse(JSON.parse((await list(queue, ['--json', ...args])).out));
}

describe('dlq list', () => {
  it('lists all dead letters of a queue that gives ten at a time, oldest first', async () => {
    const { messages, complete } = await listed(givenQueue(25).queue);
    expect(messages.map(({ key }) => key)).toEqual(Array.from({ length: 25 }, (_, n) => `limai#${n}`));
    expect(complete).toBe(true);
  });

  it('shows the same again at once: it makes what it received visible', async () => {
    const { queue, visible } = givenQueue(25);
    const first = await listed(queue);
    expect(visible()).toBe(25);
    expect(await listed(queue)).toEqual(first);
  });

  it('says that there may be more when it reached its limit, and hides none of what it showed', async () => {
    const { queue, visible } = givenQueue(25);
    expect(await listed(queue, '--limit', '12')).toMatchObject({ complete: false });
    expect(visible()).toBe(25);
  });

  it('makes visible what it received before a call failed', async () => {
    const { queue, visible } = givenQueue(25, { failsAfter: 2 });
    expect(await list(queue)).toMatchObject({ code: 1, err: expect.stringContaining('ServiceUnavailable') });
    expect(visible()).toBe(25);
  });

  it('makes visible what it received when Ctrl-C ends it, and says that there may be more', async () => {
    const stop = new AbortController();
    const { queue, visible } = givenQueue(25, { onReceive: () => stop.abort() });
    const { code, out } = await list(queue, [], { signal: stop.signal });
    expect([code, out]).toEqual([130, expect.stringContaining('Stopped: 0 dead letters seen')]);
    expect(visible()).toBe(25);
  });

  it('counts the dead letters that somebody else has received', async () => {
    const { queue } = givenQueue(3, { heldByOthers: 3 });
    expect(await listed(queue)).toEqual({ messages: [], complete: true, inFlight: 3 });
    expect((await list(queue)).out).toContain(
      'No visible dead letters.\nAbout 3 more are hidden, because somebody else received them',
    );
  });
});
