import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsGetSchema } from '../../../cli/commands/events';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { recordIn, storedResult } from '../../support/records/records';
import { type RecordedOptions, recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const RESULT = Buffer.from('{"n":12345678901234567890,"text":"Ü"}');
const BODY = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
const OBJECTS = new Map<string, Uint8Array>([
  ['results/x.json', RESULT],
  ['raw/limai/x', BODY],
]);
const STORED = recordIn('STORED', {
  ...storedResult,
  resultSha256: sha256Hex(RESULT),
  rawBody: '{"a":1}',
  bodySha256: sha256Hex('{"a":1}'),
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'events-get-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface GetOptions extends RecordedOptions {
  /** Further records of the table. */
  readonly others?: readonly EventRecord[];
}

function get(
  args: readonly string[],
  record: EventRecord = STORED,
  { others = [], ...options }: GetOptions = {},
) {
  return runCommand(['events', 'get', 'evt_1', ...args], {
    connect: async () => recordedInbox([record, ...others], { objects: OBJECTS, ...options }),
  });
}

/** That the command fails with this message, and writes nothing. */
async function expectRefusal(message: RegExp, record: EventRecord, options: GetOptions = {}) {
  const file = join(directory, 'result.json');
  const { code, out, err } = await get(['--out', file], record, options);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(message);
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(() => readFileSync(file)).toThrow('ENOENT');
}

/** The same with --out and --json. */
async function report(record: EventRecord, options: GetOptions = {}) {
  const file = join(directory, 'result.json');
  const { code, out, err } = await get(['--out', file, '--json'], record, options);
  expect([code, err]).toEqual([0, err]);
  return { bytes: readFileSync(file), report: eventsGetSchema.parse(JSON.parse(out)), err };
}

describe('events get', () => {
  it('gives the result byte for byte, also to a machine', async () => {
    const gotten = { code: 0, out: RESULT.toString(), err: '' };
    expect(await get([])).toEqual(gotten);
    expect(await get(['--json'])).toEqual(gotten);
  });

  it('writes it to a file and says so', async () => {
    const file = join(directory, 'result.json');
    const { code, out } = await get(['--out', file]);
    expect([code, out]).toEqual([0, `result of limai#evt_1: ${RESULT.length} bytes in ${file}\n`]);
    expect(readFileSync(file)).toEqual(RESULT);
    const told = await get(['--out', file, '--json']);
    expect(eventsGetSchema.parse(JSON.parse(told.out))).toMatchObject({ file, sha256: sha256Hex(RESULT) });
  });

  it('gives the webhook body as received, from the record or from its claim check', async () => {
    expect((await get(['--raw'])).out).toBe('{"a":1}');
    const { rawBody: _, ...rest } = STORED;
    const file = join(directory, 'body');
    await get(['--raw', '--out', file], { ...rest, rawKey: 'raw/limai/x', bodySha256: sha256Hex(BODY) });
    expect(readFileSync(file)).toEqual(BODY);
  });

  it.each([
    ['another checksum', { ...STORED, resultSha256: '1'.repeat(64) }, /expected 1{64}\. Somebody replaced/],
    ['no object', { ...STORED, resultKey: 'results/gone.json' }, /is no longer in the bucket/],
    [
      'no result',
      recordIn('FAILED'),
      /^limai#evt_1 has no result: it is FAILED\. See `inbox events show`\.\n$/,
    ],
    [
      'a key alone, which is where the next result will lie',
      recordIn('FAILED', { resultKey: 'results/x.json' }),
      /has no result: it is FAILED/,
    ],
  ])('ends with 1 and writes nothing when there is %s', async (_, record, message) => {
    await expectRefusal(message, record);
  });

  it('says in one line that the file cannot be written, and what to do', async () => {
    const file = join(directory, 'no', 'such', 'file');
    expect(await get(['--out', file])).toEqual({
      code: 1,
      out: '',
      err: `--out: ${file} cannot be written (ENOENT). Name a file in an existing directory that you may write to.\n`,
    });
  });

  it('says that a body has expired', async () => {
    const { rawBody: _, ...rest } = STORED;
    const { code, err } = await get(['--raw'], { ...rest, rawKey: 'raw/limai/gone' });
    expect([code, err]).toEqual([1, expect.stringContaining('its webhook body is gone')]);
  });
});

describe('events get while a replay is under way', () => {
  const UNDER_WAY = 'A replay is under way; this is the result from before it.\n';

  it.each(['RECEIVED', 'PROCESSING'] as const)('gives the result it set out from: %s', async (status) => {
    const replaying = recordIn(status, { ...STORED, status, generation: 2, replayedFrom: 'STORED' });
    expect(await get([], replaying)).toEqual({ code: 0, out: RESULT.toString(), err: UNDER_WAY });
    expect((await report(replaying)).report).toMatchObject({ what: 'result', replay: 'under_way' });
  });

  it('says nothing of a replay that is over', async () => {
    const lastError = { kind: 'transient', message: 'A replay brought nothing (transient): why' } as const;
    const returned = { ...STORED, generation: 2, lastError };
    expect(await get([], returned)).toEqual({ code: 0, out: RESULT.toString(), err: '' });
    expect((await report(returned)).report).not.toHaveProperty('replay');
  });

  it('says that there is none where it set out from none', async () => {
    await expectRefusal(/has no result: it is RECEIVED/, recordIn('RECEIVED', { replayedFrom: 'ARCHIVED' }));
  });
});

describe('events get while a replay replaces the object', () => {
  const NEWER = Buffer.from('{"newer":true}');
  const objects = new Map<string, Uint8Array>([['results/x.json', NEWER]]);
  const replacing = recordIn('PROCESSING', {
    ...STORED,
    status: 'PROCESSING',
    generation: 2,
    replayedFrom: 'STORED',
    replacing: true,
  });
  const own = { pkSha256: sha256Hex(replacing.pk), generation: 2 };
  const headed = (head: object) => ({ objects, heads: new Map([['results/x.json', head]]) });

  it('gives the newer one by its own checksum, and says so', async () => {
    const newer = 'A replay has just stored this newer result; the record does not name it yet.\n';
    expect(await get([], replacing, headed(own))).toEqual({ code: 0, out: NEWER.toString(), err: newer });
    const told = await report(replacing, headed(own));
    expect(told.report).toMatchObject({ replay: 'just_stored', sha256: sha256Hex(NEWER) });
    expect(told.bytes).toEqual(NEWER);
  });

  it('gives the former one as long as it stands', async () => {
    expect(await get([], replacing)).toMatchObject({ code: 0, out: RESULT.toString() });
  });

  it.each([
    ['of another event', { ...own, pkSha256: sha256Hex('limai#other') }],
    ['of another generation', { ...own, generation: 3 }],
    ['whose metadata has another checksum', { ...own, sha256: '2'.repeat(64) }],
  ])('refuses an object %s', async (_, head) => {
    await expectRefusal(/Somebody replaced the object/, replacing, headed(head));
  });

  it('refuses its own object where no replay has begun to replace the result', async () => {
    const { replacing: _, ...waiting } = replacing;
    await expectRefusal(/Somebody replaced the object/, waiting, headed(own));
  });

  it('reads the record again: the replay may have ended since', async () => {
    const ended = { ...STORED, generation: 2, writeId: 'later', resultSha256: sha256Hex(NEWER) };
    const { replacing: _, ...before } = replacing;
    const moved = new Map([[before.pk, ended]]);
    expect(await get([], before, { objects, moved })).toEqual({ code: 0, out: NEWER.toString(), err: '' });
  });
});

describe('events get of an event that shares another’s result', () => {
  const HOLDER = recordIn('STORED', { ...STORED, pk: 'limai#recon', eventId: 'recon' });
  const sharing = recordIn('STORED', { ...STORED, sharedResultOf: HOLDER.pk });
  const SHARED = 'Result shared with limai#recon.\n';
  const NEWER = Buffer.from('{"newer":true}');
  const newer = new Map<string, Uint8Array>([['results/x.json', NEWER]]);

  it('names the event that holds it', async () => {
    expect(await get([], sharing, { others: [HOLDER] })).toEqual({
      code: 0,
      out: RESULT.toString(),
      err: SHARED,
    });
    const told = await report(sharing, { others: [HOLDER] });
    expect(told.report).toMatchObject({ pk: 'limai#evt_1', sharedWith: 'limai#recon' });
  });

  it('gives what the holder vouches for now, after that was replayed', async () => {
    const replayed = { ...HOLDER, generation: 2, resultSha256: sha256Hex(NEWER) };
    const options = { objects: newer, others: [replayed] };
    expect(await get([], sharing, options)).toEqual({ code: 0, out: NEWER.toString(), err: SHARED });
  });

  it('gives it while the holder is replayed', async () => {
    const replaying = recordIn('RECEIVED', { ...HOLDER, status: 'RECEIVED', replayedFrom: 'STORED' });
    const { out, err } = await get([], sharing, { others: [replaying] });
    expect(out).toBe(RESULT.toString());
    expect(err).toBe(`${SHARED}A replay is under way; this is the result from before it.\n`);
  });

  it.each([
    ['has no record any more', []],
    ['has no result any more', [recordIn('FAILED', { pk: HOLDER.pk, eventId: 'recon' })]],
  ])('gives it by its own checksum where the holder %s', async (_, others) => {
    expect(await get([], sharing, { others })).toEqual({ code: 0, out: RESULT.toString(), err: SHARED });
  });

  const none = new Map<string, Uint8Array>();
  it.each([
    [
      'has no record any more, and the object is another',
      [],
      newer,
      /shares the result of limai#recon, whose record is gone/,
    ],
    [
      'has no record any more, nor is there an object',
      [],
      none,
      /shares the result of limai#recon, whose record is gone/,
    ],
    [
      'has no result any more',
      [recordIn('FAILED', { pk: HOLDER.pk, eventId: 'recon' })],
      newer,
      /shares the result of limai#recon, which no longer has one: it is FAILED/,
    ],
    [
      'has an object that is not the one it vouches for',
      [HOLDER],
      newer,
      /shares the result of limai#recon.*expected/,
    ],
    ['has no object', [HOLDER], none, /shares the result of limai#recon.*no longer in the bucket/],
  ])('names the holder when that %s', async (_, others, objects, message) => {
    await expectRefusal(message, sharing, { others, objects });
    const { err } = await get([], sharing, { others, objects });
    expect(err).not.toContain('Somebody replaced');
  });
});

describe('events get of an archived event', () => {
  const CONTENT = Buffer.from('{"payload":1}');
  const key = 'archive/source=limai/type=other/date=2024-01-15/evt_1.json';
  const objects = new Map<string, Uint8Array>([[key, CONTENT]]);
  const archived = recordIn('ARCHIVED', {
    ...storedResult,
    resultKey: key,
    resultSha256: sha256Hex(CONTENT),
  });

  it('gives the content of its link', async () => {
    expect(await get([], archived, { objects })).toEqual({ code: 0, out: CONTENT.toString(), err: '' });
    expect((await report(archived, { objects })).report.what).toBe('content');
    const { out } = await get(['--out', join(directory, 'x')], archived, { objects });
    expect(out).toMatch(/^content of limai#evt_1: 13 bytes in /);
  });

  it('says when it has none, or has it no more', async () => {
    await expectRefusal(/has no result: it is ARCHIVED/, recordIn('ARCHIVED'));
    await expectRefusal(/its content archive\/.* is no longer in the bucket\. It/, archived);
  });
});
