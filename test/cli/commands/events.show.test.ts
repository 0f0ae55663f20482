import { eventsShowSchema } from '../../../cli/commands/events';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { quarantineKey } from '../../../lambda/domain/record/keys';
import { NOW, recordIn, storedResult } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const STORED = recordIn('STORED', { ...storedResult, occurredAt: '2024-01-15T10:30:45Z' });

function show(args: readonly string[], records: readonly EventRecord[] = [STORED]) {
  return runCommand(['events', 'show', ...args], {
    connect: async () => recordedInbox(records),
    now: () => NOW,
  });
}

const readSteps = (out: string) =>
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
    expect(readSteps(out)).toEqual([
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
      updatedAt: Date.parse('2024-01-15T10:40:00.000Z'),
      notReadyAt: Date.parse('2024-01-15T10:39:00.000Z'),
      notBefore: Date.parse('2024-01-15T10:55:00.000Z'),
      dueAt: Date.parse('2024-01-15T11:00:00.000Z'),
      openedAt: Date.parse('2024-01-15T10:35:00.000Z'),
      replayReason: 'the outage is over',
      lastError: { kind: 'throttled', message: 'The provider answered 429.' },
    });
    const { out } = await show(['evt_1'], [waiting]);
    expect(readSteps(out)).toEqual([
      'received and acknowledged',
      'opened again by a person: the outage is over',
      'the provider last answered: not ready',
      'last change; RECEIVED (throttled)',
      'no attempt before this',
      'the sweeper checks it, unless something happened before',
    ]);
    expect(out).toMatch(/\nattempts that ended in a retry +3\n/);
  });

  it('gives a machine the record, without the body it carries', async () => {
    const { out } = await show(['evt_1', '--json']);
    const { rawBody: _, ...rest } = STORED;
    expect(eventsShowSchema.parse(JSON.parse(out))).toEqual({
      ...rest,
      receivedAt: '2024-01-15T10:31:00.000Z',
      updatedAt: '2024-01-15T10:31:00.000Z',
      fetchedAt: '2024-01-15T10:31:01.000Z',
      objects: { result: false },
    });
  });

  it('passes on what a newer version put into a record', async () => {
    const { out } = await show(['evt_1', '--json'], [{ ...STORED, ...{ later: 1 } }]);
    expect(JSON.parse(out)).toMatchObject({ later: 1 });
  });

  it('ends with 1 for an event nobody has, and names the sources that were asked', async () => {
    expect(await show(['evt_2'])).toEqual({
      code: 1,
      out: '',
      err: 'There is no event "evt_2" in limai, limai-two, extend. Is the ID complete? Records expire after their retention.\n',
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

/** Names and values as `events show` lists them. */
async function readFacts(record: EventRecord): Promise<Record<string, string>> {
  const { out } = await show(['evt_1'], [record]);
  const facts = out.split('\n\n')[0]?.split('\n') ?? [];
  return Object.fromEntries(facts.map((line) => line.split(/ {2,}(.*)/)));
}

describe('events show of a replay under way', () => {
  const UNDER_WAY = 'A replay is under way; this is the result from before it.';

  it.each(['RECEIVED', 'PROCESSING'] as const)('%s: shows the result it set out from', async (status) => {
    const record = recordIn(status, { ...storedResult, generation: 2, replayedFrom: 'STORED' });
    expect(await readFacts(record)).toMatchObject({
      replay: UNDER_WAY,
      'replayed from': 'STORED',
      result: 'results/x.json',
      'result SHA-256': storedResult.resultSha256,
    });
  });

  it('shows where it returns to when it brings nothing, and why that is so', async () => {
    const replayedFromError = { kind: 'extraction_failed', message: 'Blurred.' } as const;
    const record = recordIn('RECEIVED', {
      generation: 2,
      replayedFrom: 'EXTRACTION_FAILED',
      replayedFromError,
    });
    const facts = await readFacts(record);
    expect(facts).toMatchObject({
      replay: 'A replay is under way; if it gets no result, the event returns to EXTRACTION_FAILED.',
      'replayed from': 'EXTRACTION_FAILED (extraction_failed: Blurred.)',
    });
    expect(facts).not.toHaveProperty('result');
  });

  it('shows that it was given up undecided', async () => {
    const record = recordIn('FAILED', { ...storedResult, replayedFrom: 'STORED', replacing: true });
    expect((await readFacts(record)).replay).toBe(
      'A replay failed while it replaced the result. Redrive the event: the processor then checks which of the two results is stored.',
    );
  });
});

describe('events show of a replay that brought nothing', () => {
  const brought = 'A replay brought nothing (transient): The provider answered 500.';

  it('tells it as the last replay of a stored event, and of no error', async () => {
    const lastError = { kind: 'transient', message: brought } as const;
    const record = recordIn('STORED', { ...storedResult, generation: 2, lastError });
    const facts = await readFacts(record);
    expect(facts).toMatchObject({ 'last replay': brought, result: 'results/x.json' });
    expect(facts).not.toHaveProperty('last error');
    expect(facts).not.toHaveProperty('replay');
    const { out } = await show(['evt_1'], [record]);
    expect(readSteps(out)).toContain('STORED; last replay: no result (transient)');
  });

  it('tells it beside the reason of the state', async () => {
    const lastError = { kind: 'extraction_failed', message: `Blurred. ${brought}` } as const;
    const record = recordIn('EXTRACTION_FAILED', { generation: 2, lastError });
    expect(await readFacts(record)).toMatchObject({
      'last error': 'extraction_failed: Blurred.',
      'last replay': brought,
    });
    const { out } = await show(['evt_1'], [record]);
    expect(readSteps(out)).toContain(
      'EXTRACTION_FAILED (extraction_failed); last replay: no result (transient)',
    );
  });
});

describe('what events show tells of a result', () => {
  it.each<[string, Partial<EventRecord>, object]>([
    ['an empty one', { resultEmpty: true }, { 'result holds': 'nothing: the provider found no data' }],
    ['a reviewed one', { resultReviewed: true }, { 'result reviewed': 'by a person at the provider' }],
    ['another’s', { sharedResultOf: 'limai#recon' }, { 'result shared with': 'limai#recon' }],
  ])('that it is %s', async (_, more, expected) => {
    expect(await readFacts({ ...STORED, ...more } as EventRecord)).toMatchObject(expected);
  });

  it('no key where there is none: it only says where the next one will lie', async () => {
    const facts = await readFacts(recordIn('FAILED', { resultKey: 'results/x.json' }));
    expect(facts).not.toHaveProperty('result');
  });

  it('that it is the content of an archived event’s link', async () => {
    const record = recordIn('ARCHIVED', { ...storedResult, resultKey: 'archive/x.json' });
    const facts = await readFacts(record);
    expect(facts).toMatchObject({ content: 'archive/x.json', 'content bytes': '2' });
    expect(facts).not.toHaveProperty('result');
    expect(readSteps((await show(['evt_1'], [record])).out)).toContain('the content of its link was fetched');
  });
});

describe('what events show tells of the event itself', () => {
  it('whose id it came under', async () => {
    const pk = `limai!same-id!${'a'.repeat(64)}`;
    const record = { ...STORED, pk, sameIdAs: 'limai#evt_1' };
    const { code, out } = await show([pk], [STORED, record]);
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^key +${pk}\n`))]);
    expect(out).toMatch(/\nsame id as +limai#evt_1\n/);
    expect((await show(['evt_1'], [STORED, record])).out).toMatch(/^key +limai#evt_1\n/);
  });

  it('what became of the document, and when its present body came', async () => {
    const record = recordIn('RECEIVED', {
      outcome: 'failed',
      bodyReceivedAt: Date.parse('2024-01-15T10:35:00.000Z'),
    });
    expect((await readFacts(record)).outcome).toBe('failed');
    const { out } = await show(['evt_1'], [record]);
    expect(out).toContain('2024-01-15T10:35:00.000Z  the current webhook body was received');
  });
});
