import { eventsShowSchema } from '../../cli/schemas';
import type { EventRecord } from '../../lambda/domain/event-record';
import { quarantineKey } from '../../lambda/domain/keys';
import { NOW, recordIn, storedResult } from '../support/records';
import { recordedInbox } from './recorded-inbox';
import { runCommand } from './run-command';

const STORED = recordIn('STORED', { ...storedResult, occurredAt: '2024-01-15T10:30:45Z' });

function show(args: readonly string[], records: readonly EventRecord[] = [STORED]) {
  return runCommand(['events', 'show', ...args], {
    connect: async () => recordedInbox(records),
    now: () => NOW,
  });
}

const stepsOf = (out: string) =>
  out
    .split('WHEN')[1]
    ?.split('\n')
    .slice(1)
    .map((line) => line.replace(/^\S+ +/, ''))
    .filter(Boolean);

describe('events show', () => {
  it.each([['evt_1'], ['limai#evt_1'], ['evt_1', '--source', 'limai']])('finds %j', async (...args) => {
    const { code, out } = await show(args);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^key +limai#evt_1\nstate +STORED: the result is in S3/),
    ]);
  });

  it('finds what was quarantined by the digest of its body', async () => {
    const pk = quarantineKey('extend', 'ab12');
    const record = recordIn('QUARANTINED', { pk, eventId: 'ab12', source: 'extend' });
    expect((await show(['ab12'], [record])).code).toBe(0);
  });

  it('tells the story of a stored event in the order of time', async () => {
    const { out } = await show(['evt_1']);
    expect(stepsOf(out)).toEqual([
      "happened, by the provider's clock",
      'received and acknowledged',
      'STORED',
      'the result was fetched',
      'the record expires',
    ]);
    expect(out).toMatch(/\nresult +results\/x\.json\n/);
  });

  it('tells what a waiting event waits for, and why', async () => {
    const waiting = recordIn('RECEIVED', {
      attempts: 3,
      updatedAt: '2024-01-15T10:40:00.000Z',
      notReadyAt: '2024-01-15T10:39:00.000Z',
      notBefore: '2024-01-15T10:55:00.000Z',
      dueAt: '2024-01-15T11:00:00.000Z',
      openedAt: '2024-01-15T10:35:00.000Z',
      replayReason: 'the outage is over',
      lastError: { kind: 'throttled', message: 'The provider answered 429.' },
    });
    const { out } = await show(['evt_1'], [waiting]);
    expect(stepsOf(out)).toEqual([
      'received and acknowledged',
      'opened again by a person: the outage is over',
      'the provider last said: not ready',
      'last change; RECEIVED (throttled)',
      'no attempt before this',
      'the sweeper looks after it, if nothing happened by then',
    ]);
    expect(out).toMatch(/\nattempts that ended in a retry +3\n/);
  });

  it('gives a machine the record, without the body it carries', async () => {
    const { out } = await show(['evt_1', '--json']);
    const { rawBody: _, ...rest } = STORED;
    expect(eventsShowSchema.parse(JSON.parse(out))).toEqual(rest);
  });

  it('passes on what a newer version put into a record', async () => {
    const { out } = await show(['evt_1', '--json'], [{ ...STORED, later: 1 } as EventRecord]);
    expect(JSON.parse(out)).toMatchObject({ later: 1 });
  });

  it('ends with 1 for an event nobody has, and names the sources that were asked', async () => {
    expect(await show(['evt_2'])).toEqual({
      code: 1,
      out: '',
      err: 'There is no event "evt_2" in limai, limai-two, extend. Is its id spelt in full? Records expire after their retention.\n',
    });
  });

  it('ends with 1 for an id of several sources until one is named', async () => {
    const other = { ...STORED, pk: 'extend#evt_1', source: 'extend' };
    expect(await show(['evt_1'], [STORED, other])).toEqual({
      code: 1,
      out: '',
      err: '"evt_1": several sources have it (limai, extend). Name one with --source.\n',
    });
    expect((await show(['evt_1', '--source', 'extend'], [STORED, other])).out).toContain('extend#evt_1');
  });

  it('writes out what a terminal would act on', async () => {
    const message = 'a\u001b]0;owned\u0007b\u009b31mc\r\nd\u202ee';
    const { out } = await show(
      ['evt_1'],
      [recordIn('FAILED', { lastError: { kind: 'permanent', message } })],
    );
    const shown = 'permanent: a\\u001b]0;owned\\u0007b\\u009b31mc\\u000d\\u000ad\\u202ee';
    expect(out).toContain(`last error                      ${shown}\n`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
