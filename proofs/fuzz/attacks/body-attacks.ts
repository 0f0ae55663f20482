import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { type Attack, type Authentic, type HeaderLine, signedAs, withSignature } from './authentic';
import type { Dice } from './dice';

/** Attacks on the body, under a signature that was made for another one, for nothing, or that is missing. */
export const BODY_ATTACKS: Readonly<Record<string, Attack>> = {
  'one byte changed': (authentic) => ({ body: byteChanged(authentic) }),
  'body cut': ({ body, dice }) => ({ body: body.subarray(0, dice.below(body.length)) }),
  'body with a trailer': ({ body, dice }) => ({
    body: Buffer.concat([body, Buffer.from(dice.pick(['\n', ' ', '\0', '}', '\r\n']))]),
  }),
  'body with a leader': ({ body, dice }) => ({
    body: Buffer.concat([Buffer.from(dice.pick([' ', '\ufeff', '\n', '['])), body]),
  }),
  're-encoded body': (authentic) => ({ body: reencoded(authentic) }),
  'replayed signature, new event': (authentic) => ({ body: newEvent(authentic) }),
  'signed for another source': (authentic) => {
    const other = authentic.dice.pick(authentic.others);
    const { body } = authentic;
    return {
      body,
      headers: Object.entries(other.provider.sign(body, other.keys[0] ?? '', authentic.now)),
    };
  },
  'odd body': (authentic) => ({ body: oddBody(authentic.dice), headers: anyHeaders(authentic) }),
  'odd event': (authentic) => ({ body: oddEvent(authentic.dice), headers: anyHeaders(authentic) }),
  'unsigned challenge': (authentic) => ({ body: challenge(authentic), headers: anyHeaders(authentic) }),
  'body over the limit': ({ dice, source, now }) =>
    dice.hits(0.01)
      ? { body: OVERSIZED, headers: Object.entries(source.provider.sign(Buffer.from('x'), 'x', now)) }
      : { body: Buffer.alloc(0) },
};

const OVERSIZED = Buffer.alloc(MAX_BODY_BYTES + 1, 'x');

function byteChanged({ body, dice }: Authentic): Buffer {
  const changed = Buffer.from(body);
  const at = dice.below(changed.length);
  changed[at] = (changed[at] ?? 0) ^ dice.between(1, 255);
  return changed;
}

/** The same meaning in other bytes; where it happens to be the same bytes, one more is added. */
function reencoded({ body, dice }: Authentic): Buffer {
  const text = body.toString();
  const other = dice.pick([
    () => Buffer.from(parsed(text, (value) => JSON.stringify(value))),
    () => Buffer.from(parsed(text, (value) => JSON.stringify(value, undefined, 1))),
    () => Buffer.from(text.replaceAll('\n', '\r\n')),
    () => Buffer.from(text.replaceAll('/', '\\/')),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.from(body.toString('base64')),
    () => Buffer.from(body.toString('base64url')),
    () => Buffer.from(encodeURIComponent(text)),
    () => Buffer.from(`body=${encodeURIComponent(text)}`),
    () => gzipSync(body),
    () => Buffer.from(text.normalize('NFD')),
  ])();
  return other.equals(body) ? Buffer.concat([other, Buffer.from(' ')]) : other;
}

function parsed(text: string, write: (value: unknown) => string): string {
  try {
    return write(JSON.parse(text));
  } catch {
    return `${text} `;
  }
}

function newEvent({ body, dice }: Authentic): Buffer {
  const text = body.toString();
  const changed = text.replace(/("(?:eventId|fileId|id)"\s*:\s*")/, `$1${dice.hex(6)}`);
  return Buffer.from(changed === text ? `${text}${dice.hex(6)}` : changed);
}

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const DEEP = [nested('[', ']', 10_000), nested('{"a":', '}', 5_000), '['.repeat(50_000)];
const HUGE = `{"eventId":"${'x'.repeat(200_000)}"}`;

function oddBody(dice: Dice): Buffer {
  const bodies = [
    '',
    ' ',
    'null',
    'true',
    '[]',
    '{}',
    '"x"',
    '1e999',
    '\0',
    '\ufeff{}',
    'eventId=1',
    '<xml/>',
    '{"a":',
  ];
  return Buffer.from(dice.hits(0.02) ? dice.pick([...DEEP, HUGE]) : dice.pick(bodies));
}

function oddEvent(dice: Dice): Buffer {
  const id = dice.pick([
    'evt_1',
    '../..',
    '__proto__',
    'a#b',
    'x'.repeat(3_000),
    '\\ud800',
    '\\u0000',
    'ü😀',
    "' OR 1=1 --",
  ]);
  const type = dice.pick(['DOCUMENT_EXTRACTED', 'extract_run.processed', 'constructor', 'toString', '']);
  const members = `"eventId":"${id}","eventType":"${type}","fileId":"${id}","payload":{"id":"${id}"}`;
  const frames = [
    `{${members}}`,
    `{"__proto__":{${members}}}`,
    `{"constructor":{"prototype":{${members}}}}`,
    `[{${members}}]`,
  ];
  return Buffer.from(dice.pick(frames));
}

/** One that may not be answered: valid where the source wants it signed, unusable where it does not. */
function challenge({ dice, source }: Authentic): Buffer {
  const valid = ['chal_1', 'a'.repeat(512)];
  const unusable = [
    '',
    '<script>',
    'a'.repeat(513),
    'a b',
    'line\\nbreak',
    '\\u0000',
    'ü',
    '\\"',
    '{{7*7}}',
    '%0d%0a',
  ];
  const open = source.provider.allowsUnsignedChallenge(source.options);
  const value = dice.pick(open ? unusable : [...valid, ...unusable]);
  const member = dice.pick([`"challenge":"${value}"`, `"data":{"challenge":"${value}"}`]);
  const odd = dice.pick(['"challenge":7', '"challenge":{}', '"challenge":null', '"data":[]']);
  return Buffer.from(`{"eventType":"VERIFICATION",${dice.hits(0.8) ? member : odd}}`);
}

/** None, a random signature, or one that was made for the authentic body. */
function anyHeaders(authentic: Authentic): readonly HeaderLine[] {
  return authentic.dice.pick([
    () => [],
    () => withSignature(authentic, (value) => value.replace(/[0-9a-f]{64}$/, authentic.dice.hex(64))),
    () => Object.entries(authentic.signed),
    () => signedAs(authentic, { key: authentic.dice.hex(16) }),
  ])();
}
