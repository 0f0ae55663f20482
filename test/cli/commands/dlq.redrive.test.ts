import { redriveReport } from '../../../cli/commands/dlq';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import type { DeadLetterReader } from '../../../lambda/usecases/ports';
import { givenDeadLetters } from '../../support/aws/dead-letters';
import { recordIn } from '../../support/records/records';
import { overriding, unavailable } from '../../support/scenes/overriding';
import { bareWorld } from '../../support/scenes/scene';
import { recordedInbox } from '../recorded-inbox';
import { type RunOptions, runCommand } from '../run-command';

const FAILED = 'limai#failed';
const BODIES = [encodeMessage(FAILED), encodeMessage(FAILED), encodeMessage('limai#nobody'), 'hello'];

async function redrive(
  queue: DeadLetterReader,
  args: readonly string[],
  { isBroken = false, ...options }: RunOptions & { readonly isBroken?: boolean } = {},
) {
  const world = bareWorld();
  const expiresAt = world.clock.now() / 1000 + 86_400;
  await world.store.create(
    recordIn('FAILED', { pk: FAILED, source: world.source.id, provider: world.provider, expiresAt }),
  );
  const store = overriding(world.ports.store, isBroken ? { update: unavailable } : {});
  const deps = () => world.recoveryDeps({ ...world.ports, store });
  const inbox = { ...recordedInbox([]), store, deps, deadLetters: { limai: queue } } as never;
  const run = await runCommand(['dlq', 'redrive', ...args], { connect: async () => inbox, ...options });
  return { run, status: (await world.store.get(FAILED))?.status };
}

describe('dlq redrive', () => {
  it('redrives each event once, and makes the message it keeps visible again', async () => {
    const { queue, deleted, visible } = givenDeadLetters(BODIES);
    const { run, status } = await redrive(queue, ['--yes', '--json']);
    expect(redriveReport.parse(JSON.parse(run.out))).toMatchObject({ dryRun: false, redriven: 1, kept: 1 });
    expect([run.code, status, deleted, visible()]).toEqual([1, 'RECEIVED', ['r0', 'r1', 'r2'], 1]);
  });

  it('says with --dry-run what it would do, and changes nothing', async () => {
    const { queue, deleted, visible } = givenDeadLetters(BODIES);
    const { run, status } = await redrive(queue, ['--dry-run', '--json']);
    const { dryRun, messages } = redriveReport.parse(JSON.parse(run.out));
    expect([dryRun, status, deleted, visible()]).toEqual([true, 'FAILED', [], 4]);
    expect(messages.map(({ outcome }) => outcome)).toEqual([
      'redriven',
      'not_failed',
      'unknown_event',
      'invalid',
    ]);
    expect((await redrive(queue, ['--dry-run'])).run.out).toMatch(/1 events? would be redriven.*Nothing was/);
  });

  it('makes the messages visible again that an error left over', async () => {
    const { queue, visible } = givenDeadLetters(BODIES);
    const { run } = await redrive(queue, ['--yes'], { isBroken: true });
    expect(run).toMatchObject({ code: 1, err: expect.stringContaining('ServiceUnavailable') });
    expect(visible()).toBe(4);
  });

  it('makes the messages visible again that Ctrl-C left over', async () => {
    const stop = new AbortController();
    const { queue, visible } = givenDeadLetters(BODIES, { onReceive: () => stop.abort() });
    const { run } = await redrive(queue, ['--yes'], { signal: stop.signal });
    expect([run.code, run.out, visible()]).toEqual([130, expect.stringContaining('Stopped'), 4]);
  });
});
