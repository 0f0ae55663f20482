import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../cli/terminal/errors';
import { send } from '../../../local/send/send';
import { createSendProgram } from '../../../local/send/send-options';
import { Tally } from '../../../local/send/tally';
import { optionsOf } from '../../support/programs/run-in-process';
import { type Receiver, startReceiver } from './receiver';

let receiver: Receiver;
let lines: string[];
let progress: string[];

beforeEach(async () => {
  receiver = await startReceiver();
  lines = [];
  progress = [];
});
afterEach(() => receiver.stop());

async function sendWith(...argv: string[]): Promise<boolean> {
  const options = await optionsOf(createSendProgram, [
    ...argv,
    '--wait',
    '0',
    '--endpoints',
    receiver.endpoints,
  ]);
  return send(options, { line: (text) => lines.push(text), progress: (text) => progress.push(text) });
}

const eventIds = () => receiver.bodies.map((body) => JSON.parse(body).eventId as string);

describe('send', () => {
  it('prints one line per answer: status, event id, milliseconds', async () => {
    expect(await sendWith('limai', 'success', '--event-id', 'evt_mine', '--file-id', 'file_mine')).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^200 accepted {2}evt_mine {2}\d+ ms$/)]);
    expect(JSON.parse(receiver.bodies[0] ?? '')).toMatchObject({ eventId: 'evt_mine', fileId: 'file_mine' });
  });

  it('sends fresh event ids unless told otherwise', async () => {
    await sendWith('limai', 'success', '--count', '3');
    await sendWith('limai', 'success');
    expect(new Set(eventIds()).size).toBe(4);
  });

  it('sends each event twice with --duplicate', async () => {
    expect(await sendWith('extend', 'processed', '--duplicate')).toBe(true);
    expect(new Set(eventIds()).size).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^200 accepted/),
      expect.stringMatching(/^200 duplicate/),
    ]);
  });

  it('spreads many deliveries over few events and sums them up, with progress', async () => {
    expect(await sendWith('limai', 'success', '--count', '100', '--distinct', '30')).toBe(true);
    expect(receiver.bodies).toHaveLength(100);
    expect(new Set(receiver.bodies).size).toBe(30);
    expect(progress).toHaveLength(10);
    expect(progress[9]).toBe('100 of 100 answered');
    expect(lines).toEqual([expect.stringMatching(/^100 answers in .*30 × 200 accepted.*all as expected\.$/)]);
  });

  it.each([
    ['limai', '--bad-signature'],
    ['extend', '--bad-signature'],
    ['extend', '--stale'],
  ])('expects 401 from %s with %s', async (source, flag) => {
    const kind = source === 'limai' ? 'success' : 'processed';
    expect(await sendWith(source, kind, flag)).toBe(true);
    expect(lines[0]).toMatch(/^401 invalid_signature/);
    expect(receiver.bodies).toEqual([]);
  });

  it('fails when an answer is not as expected', async () => {
    receiver.broken = true;
    expect(await sendWith('limai', 'success')).toBe(false);
    expect(await sendWith('limai', 'success', '--bad-signature')).toBe(false);
    expect(lines[0]).toMatch(/^503 unavailable/);
  });

  it('fails when no answer comes, even where a refusal is expected', async () => {
    const source = { id: 's', provider: 'limai', url: 'http://127.0.0.1:9/x', signingSecret: 'key' };
    const endpoints = JSON.parse(readFileSync(receiver.endpoints, 'utf8'));
    writeFileSync(receiver.endpoints, JSON.stringify({ ...endpoints, sources: [source] }));
    expect(await sendWith('s', 'success', '--bad-signature')).toBe(false);
    expect(lines[0]).toMatch(/^no answer \(.*ECONNREFUSED/);
  });
});

describe('the tally', () => {
  const accepted = { status: 200, body: '{"status":"accepted"}', milliseconds: 5, attempts: 1 };

  it('counts an accepted delivery as unexpected where a refusal is expected', () => {
    const tally = new Tally(401);
    tally.add(accepted);
    expect(tally.unexpected).toBe(1);
    expect(tally.summary(1000)).toMatch(/1 × 200 accepted; .* 1 NOT as expected\.$/);
  });

  it('counts a refused delivery as unexpected where acceptance is expected', () => {
    const tally = new Tally(undefined);
    tally.add({ ...accepted, status: 401, body: '{"error":"invalid_signature"}' });
    expect(tally.unexpected).toBe(1);
  });
});

describe('send refuses', () => {
  it.each([
    [['nobody', 'success'], 'got "nobody", expected one of limai, extend'],
    [['nobody'], 'got "nobody", expected one of limai, extend'],
    [['lmai'], 'got "lmai", expected one of limai, extend (did you mean limai?)'],
    [['limai'], /got none, expected one of the \d+ that --help lists, such as success/],
    [
      ['limai', 'sucess'],
      /got "sucess", expected one of the \d+ that --help lists \(did you mean success\?\)/,
    ],
    [['limai', 'success', '--stale'], 'signs no time'],
  ])('%j', async (argv, message) => {
    const sent = sendWith(...argv);
    await expect(sent).rejects.toThrow(UsageError);
    await expect(sent).rejects.toThrow(message);
  });

  it('to start without a running stack, and says how to start one', async () => {
    const missing = join(receiver.endpoints, '..', 'none.json');
    const options = await optionsOf(createSendProgram, ['limai', 'success', '--endpoints', missing]);
    const output = { line: () => undefined, progress: () => undefined };
    await expect(send(options, output)).rejects.toThrow(/none\.json.*npm start/);
  });

  it('an endpoints file of another shape', async () => {
    writeFileSync(receiver.endpoints, '{"sources":[{"id":"limai"}]}');
    await expect(sendWith('limai', 'success')).rejects.toThrow(/expected the endpoints.*provider/s);
  });
});
