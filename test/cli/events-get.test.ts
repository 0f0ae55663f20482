import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsGetSchema } from '../../cli/schemas';
import type { EventRecord } from '../../lambda/domain/event-record';
import { sha256Hex } from '../../lambda/domain/keys';
import { recordIn, storedResult } from '../support/records';
import { recordedInbox } from './recorded-inbox';
import { runCommand } from './run-command';

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

function get(args: readonly string[], record: EventRecord = STORED, objects = OBJECTS) {
  return runCommand(['events', 'get', 'evt_1', ...args], {
    connect: async () => recordedInbox([record], { objects }),
  });
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
    ['no object', { ...STORED, resultKey: 'results/gone.json' }, /is not in the bucket any more/],
    [
      'no result',
      recordIn('FAILED'),
      /^limai#evt_1 has no result: it is FAILED\. See `inbox events show`\.\n$/,
    ],
    ['a twin’s result', recordIn('STORED', { coveredBy: 'limai#recon:1' }), /Get that of limai#recon:1\.\n$/],
  ])('ends with 1 and writes nothing when there is %s', async (_, record, message) => {
    const file = join(directory, 'result.json');
    const { code, out, err } = await get(['--out', file], record);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('says in one line that the file cannot be written, and what to do', async () => {
    const file = join(directory, 'no', 'such', 'file');
    expect(await get(['--out', file])).toEqual({
      code: 1,
      out: '',
      err: `--out: ${file} cannot be written (ENOENT). Name a file in a directory that exists and is yours to write.\n`,
    });
  });

  it('says that a body has expired', async () => {
    const { rawBody: _, ...rest } = STORED;
    const { code, err } = await get(['--raw'], { ...rest, rawKey: 'raw/limai/gone' });
    expect([code, err]).toEqual([1, expect.stringContaining('its webhook body is gone')]);
  });
});
