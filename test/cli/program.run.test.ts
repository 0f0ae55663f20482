import type { Inbox } from '../../cli/connection/inbox';
import { statusDay } from '../../lambda/domain/record/keys';
import { getProvider } from '../../lambda/providers/registry';
import type { DeadLetterReader } from '../../lambda/usecases/ports';
import { NOW, POLICY, recordIn } from '../support/records/records';
import { unavailable } from '../support/scenes/overriding';
import { recordedInbox } from './recorded-inbox';
import { runCommand } from './run-command';

const [HIDE_CURSOR, SHOW_CURSOR] = ['\u001b[?25l', '\u001b[?25h'];
const FAILED = recordIn('FAILED', { statusDay: statusDay('FAILED', NOW, 0) });

/** An inbox with one FAILED event, some parts of which fail as AWS would. */
function inboxWith(parts: object): Inbox {
  const store = { get: async () => FAILED };
  return { ...recordedInbox([FAILED]), store, ...parts } as unknown as Inbox;
}

const failingKeys = { next: unavailable, [Symbol.asyncIterator]: () => failingKeys };
const brokenIndex = { index: { ...recordedInbox([]).index, openKeys: () => failingKeys } };
const brokenDeadLetters = {
  limai: { receive: unavailable, inFlight: async () => 0 } as unknown as DeadLetterReader,
};
const { sources } = recordedInbox([]);
const brokenPlan = {
  index: recordedInbox([{ ...FAILED, rawBody: undefined as never, rawKey: 'raw/limai/limai/1' }]).index,
  deps: () => ({ sources, raw: { getRaw: unavailable } }),
};
const brokenWrites = {
  deps: () => ({
    ...{ sources, policy: POLICY, clock: { now: () => NOW }, random: { token: () => 'token' } },
    store: { update: unavailable },
  }),
};
const reconcile = { everyMinutes: 60, horizonDays: 30, settleMinutes: 15 };
const brokenReconciliation = {
  sources: new Map([['extend', { id: 'extend', provider: getProvider('extend'), options: {}, reconcile }]]),
  connection: { sources: [], clients: { dynamodb: { send: unavailable } } },
  deps: () => ({ clock: { now: () => NOW } }),
};

const SELECTION = ['replay', '--status', 'failed', '--reason', 'fixed', '--yes'];
const FAILING: readonly (readonly [string, readonly string[], object])[] = [
  ['events list', ['events', 'list'], brokenIndex],
  ['stats', ['stats'], brokenIndex],
  ['replay, which plans', SELECTION, brokenPlan],
  ['replay, which runs events again', SELECTION, brokenWrites],
  ['dlq redrive', ['dlq', 'redrive', '--yes'], { deadLetters: brokenDeadLetters, deps: () => ({}) }],
  ['reconcile', ['reconcile', 'extend'], brokenReconciliation],
];

describe('a command that fails', () => {
  // A bar that runs on keeps a timer, which would keep the program alive, and this test too.
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => jest.useRealTimers());

  const run = (args: readonly string[], parts: object) =>
    runCommand(args, { connect: async () => inboxWith(parts), now: () => NOW, isTerminal: true });

  it.each(FAILING)('ends the progress bar, so that the program can end: %s', async (_, args, parts) => {
    const { code, err } = await run(args, parts);
    expect([code, err.trimEnd()]).toEqual([1, expect.stringMatching(/ServiceUnavailable$/)]);
    expect(err).toContain(HIDE_CURSOR);
    expect(err.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(err.lastIndexOf(HIDE_CURSOR));
    expect(jest.getTimerCount()).toBe(0);
  });

  it('closes the inbox', async () => {
    const close = jest.fn();
    await run(['events', 'list'], { ...brokenIndex, close });
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('a command that succeeds', () => {
  it('closes the inbox', async () => {
    const close = jest.fn();
    const connect = async () => inboxWith({ close });
    expect(await runCommand(['events', 'list'], { connect, now: () => NOW })).toMatchObject({ code: 0 });
    expect(close).toHaveBeenCalledTimes(1);
  });
});
