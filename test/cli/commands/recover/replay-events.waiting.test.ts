import { REFUSAL_REMEDIES } from '../../../../cli/commands/recover/show-replay';
import type { Inbox } from '../../../../cli/connection/inbox';
import { replayReport } from '../../../../cli/operations/replay-report';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import type { RecoveryDeps } from '../../../../lambda/usecases/recover/recover-event';
import { constant, extractionFails, firstCalls, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import {
  EVENT,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
} from '../../../support/scenes/scene';
import { runCommand } from '../../run-command';

const LARGE = { ...EVENT, at: 'x'.repeat(1_000) };
const HAS_RESULT =
  'The provider is asked again; if that brings nothing (no answer, no data, another document), the event returns to its present result.';
const HINT = 'Use --wait to see how they end, or `inbox events show`.\n';
const LOST = 'the provider is asked by the ids in the record; the result will hold no event (eventBodyLost).';

/** The world as commands reach it, its records chosen by their keys. */
function inboxOf(world: World): Inbox {
  const inbox: Partial<Inbox> = {
    ...world.recoveryDeps(),
    store: world.store as unknown as Inbox['store'],
    index: {
      records: async (pks: readonly string[]) =>
        new Map(pks.flatMap((pk) => world.store.records.get(pk) ?? []).map((record) => [record.pk, record])),
    } as unknown as Inbox['index'],
    queries: { byDocument: async () => ({ records: [...world.store.records.values()] }) },
    deps: () => world.recoveryDeps(),
    close: () => undefined,
  };
  return inbox as Inbox;
}

function replay(world: World, ...args: string[]) {
  return runCommand(['replay', ...args], {
    connect: async () => inboxOf(world),
    now: () => world.clock.now(),
  });
}

/** What happens between the plan of a replay and its first write. */
function beforeUpdate(world: World, happen: () => void): RecoveryDeps {
  const update: RecoveryDeps['store']['update'] = (write) => {
    happen();
    return world.store.update(write);
  };
  return world.recoveryDeps({ ...world.ports, store: overriding(world.ports.store, { update }) });
}

/** Copies of the event of this world, so many. */
function copies(world: World, count: number, more: Partial<EventRecord> = {}): string[] {
  return Array.from({ length: count }, (_, index) => {
    const pk = `inbox#copy-${index}`;
    world.store.records.set(pk, { ...recordOf(world), ...more, pk } as EventRecord);
    return pk;
  });
}

/** A final event whose body is gone from S3. */
async function givenLost(status: 'STORED' | 'FAILED'): Promise<World> {
  const world = await givenWaiting(status === 'STORED' ? constant : () => respond(400, {}), { body: LARGE });
  await processVisible(world);
  world.bucket.raw.clear();
  expect(recordOf(world).status).toBe(status);
  return world;
}

const reportIn = (out: string) => replayReport.parse(JSON.parse(out));

describe('the preview of a replay', () => {
  it('warns of events that have a result', async () => {
    const world = await givenProcessed();
    const one = await replay(world, PK, '--dry-run');
    expect(one.out).toContain(`\n1 of these has a result. ${HAS_RESULT}\n`);
    expect(one.out).toMatch(/refetched as generation 2/);
    const two = await replay(world, ...copies(world, 2), '--dry-run');
    expect(two.out).toContain(`\n2 of these have a result. ${HAS_RESULT}\n`);
    expect(world.store.calls.update).toBe(2);
  });

  it('warns of events that have lost their body', async () => {
    const world = await givenLost('FAILED');
    expect((await replay(world, PK, '--dry-run')).out).toContain(`\n1 has lost its webhook body: ${LOST}\n`);
    const two = await replay(world, ...copies(world, 2), '--dry-run');
    expect(two.out).toContain(`\n2 have lost their webhook body: ${LOST}\n`);
  });

  it('warns of neither where there is neither', async () => {
    const { code, out, err } = await replay(await givenProcessed(extractionFails), PK, '--dry-run');
    expect([code, out.split('\n').length, err]).toEqual([0, 4, '']);
  });

  it('tells a machine of each event', async () => {
    const world = await givenLost('STORED');
    const failed = copies(world, 1, { status: 'FAILED', resultSha256: undefined as never });
    const events = reportIn((await replay(world, PK, ...failed, '--dry-run', '--json')).out).events;
    expect(events).toMatchObject([
      { key: PK, action: 'refetch', hasResult: true, bodyLost: true },
      { key: failed[0], action: 'redrive', hasResult: false, bodyLost: true },
    ]);
    const kept = reportIn((await replay(await givenProcessed(), PK, '--dry-run', '--json')).out).events;
    expect(kept).toMatchObject([{ hasResult: true, bodyLost: false }]);
  });

  it('says what cannot be done, and why', async () => {
    const world = await givenLost('FAILED');
    setRecord(world, { documentId: undefined as never });
    const { code, out } = await replay(world, PK, '--dry-run');
    expect(code).toBe(1);
    expect(out).toMatch(/^NOT REPLAYED +REASON\ninbox#evt-1 +body_gone: its webhook body is gone/);
    expect(out).toMatch(/0 would be replayed; 1 refused\. Nothing was changed\.\n$/);
  });
});

describe('a replay', () => {
  it('says before it begins what may come of it, and claims no success afterwards', async () => {
    const world = await givenProcessed();
    const { code, out, err } = await replay(world, PK);
    expect([code, out, err]).toEqual([
      0,
      `1 of 1 queued to run again.\n${HINT}`,
      `1 of these has a result. ${HAS_RESULT}\n`,
    ]);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replayedFrom: 'STORED' });
  });

  it('says what it refuses before it does the rest, once', async () => {
    const world = await givenProcessed();
    const [refused = ''] = copies(world, 1, { status: 'PROCESSING' });
    const updates = world.store.calls.update;
    const connect = async () => ({
      ...inboxOf(world),
      deps: () => beforeUpdate(world, () => expect(seen()).toContain(refused)),
    });
    let written = '';
    const seen = () => written;
    const { code, out } = await runCommand(['replay', PK, refused], {
      connect,
      onOut: (text) => {
        written += text;
      },
    });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^NOT REPLAYED .*\n.*not_final: .*\n1 of 1 queued to run again; 1 refused\.\nUse --wait .*\n$/,
    );
    expect(world.store.calls.update).toBe(updates + 1);
  });

  it('asks a person after it said what cannot be done', async () => {
    const world = await givenProcessed();
    copies(world, 1, { status: 'PROCESSING' });
    const args = ['replay', '--document', 'doc-1', '--status', 'STORED,PROCESSING', '--reason', 'new schema'];
    const { code, out, err } = await runCommand(args, {
      connect: async () => inboxOf(world),
      now: () => world.clock.now(),
      answers: ['no'],
    });
    expect(code).not.toBe(0);
    expect(out).toMatch(/^EVENT +NOW +WILL BE\n/);
    expect(out).toContain(HAS_RESULT);
    expect(out).toMatch(/\nNOT REPLAYED +REASON\ninbox#copy-0 +not_final/);
    expect(err).not.toContain(HAS_RESULT);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('shows what somebody else was faster with after the rest was done', async () => {
    const world = await givenProcessed();
    const connect = async () => ({
      ...inboxOf(world),
      deps: () => beforeUpdate(world, () => setRecord(world, { status: 'RECEIVED' })),
    });
    const { code, out } = await runCommand(['replay', PK], { connect });
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/not_final: .*\n0 of 1 queued to run again; 1 refused\.\n$/),
    ]);
  });
});

describe('the remedy of a refusal', () => {
  it.each(Object.entries(REFUSAL_REMEDIES))('is there: %s', (_, remedy) => {
    expect(remedy).toMatch(/^.{20,}$/);
  });
});

describe('a replay that waits', () => {
  /** The processor works whenever the command looks. */
  async function waitFor(world: World, args: readonly string[] = [PK], isProcessed = true) {
    const inbox = inboxOf(world);
    const index = {
      ...inbox.index,
      records: async (pks: readonly string[]) => {
        await (isProcessed ? processVisible(world) : undefined);
        return inbox.index.records(pks);
      },
    };
    let now = world.clock.now();
    const connect = async () => ({ ...inbox, index });
    // Each look at the clock finds a second gone.
    return runCommand(['replay', ...args, '--wait', '--timeout', '5'], {
      connect,
      now: () => (now += 1_000),
    });
  }

  it('says that a redriven event is stored', async () => {
    const world = await givenProcessed(firstCalls(1, () => respond(400, {}), constant));
    const { code, out } = await waitFor(world);
    expect([code, out]).toEqual([
      0,
      '1 of 1 queued to run again.\n1 stored, 0 failed again, 0 still open.\n',
    ]);
  });

  it('fails when an event failed again, and says of what kind', async () => {
    const world = await givenProcessed(() => respond(400, {}));
    const { code, out } = await waitFor(world);
    expect([code, out]).toEqual([
      1,
      '1 of 1 queued to run again.\n0 stored, 1 failed again (permanent 1), 0 still open.\n',
    ]);
    const { events } = reportIn((await waitFor(world, [PK, '--json'])).out);
    expect(events).toEqual([expect.objectContaining({ conclusion: 'failed', kind: 'permanent' })]);
  });

  it('says that the provider had nothing better', async () => {
    const world = await givenProcessed(firstCalls(1, constant, () => respond(400, {})));
    const { code, out } = await waitFor(world);
    expect(code).toBe(1);
    expect(out).toContain('1 unchanged, since the provider had nothing better (permanent 1)');
  });

  it('ends after its time with what is still open', async () => {
    const world = await givenProcessed(() => respond(400, {}));
    const { code, out } = await waitFor(world, [PK], false);
    expect([code, out]).toEqual([1, expect.stringContaining('0 stored, 0 failed again, 1 still open.\n')]);
  });

  it('says which events it skips, since their reason was used before', async () => {
    const world = await givenProcessed();
    const args = ['--document', 'doc', '--status', 'stored', '--reason', 'corrected', '--yes'];
    const inbox = inboxOf(world);
    const connect = async () => inbox;
    const first = await runCommand(['replay', ...args], { connect, now: () => world.clock.now() });
    expect(first.out).toContain('1 of 1 queued to run again.');
    await processVisible(world);
    const second = await runCommand(['replay', ...args], { connect, now: () => world.clock.now() });
    expect(second.out).toBe(
      '0 of 0 queued to run again; 1 skipped: already replayed with this reason; use another --reason to replay them again.\n',
    );
  });

  it.each([
    [['--timeout', '9'], '--timeout: expected --wait beside it'],
    [['--wait', '--dry-run'], 'got --wait and --dry-run, expected one of them'],
  ])('is asked for rightly: %j', async (args, message) => {
    const world = await givenProcessed();
    expect(await replay(world, PK, ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    });
  });
});
