import { createHash, createHmac } from 'node:crypto';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { type Attack, type Authentic, signatureLine, signedAs, timeLine, withSignature } from './authentic';

const PREFIXES = [
  'v0=',
  'v1=',
  'sha256=',
  'sha1=',
  'SHA256=',
  'sha256:',
  'sha256==',
  't=1,v1=',
  'Bearer ',
  '0x',
];
const TRAILERS = [
  'zz',
  ' ',
  '\n',
  '\r\n',
  '\t',
  ',',
  ';',
  '\0',
  '00',
  '0',
  'g',
  '=',
  ',00',
  '\u200b',
  '０',
  '%00',
];
const LEADERS = [' ', '\t', '\u00a0', '\ufeff', ',', '+', '"', "'"];

/** Attacks on the signature itself; the body stays authentic. */
export const SIGNATURE_ATTACKS: Readonly<Record<string, Attack>> = {
  'no signature header': (authentic) => ({ headers: without(authentic, signatureLine(authentic)[0]) }),
  'no header at all': () => ({ headers: [] }),
  'empty signature': (authentic) => ({ headers: withSignature(authentic, () => '') }),
  'truncated signature': (authentic) => ({
    headers: withSignature(authentic, (value) => value.slice(0, -authentic.dice.between(1, 64))),
  }),
  'signature with a trailer': (authentic) => ({
    headers: withSignature(authentic, (value) => value + authentic.dice.pick(TRAILERS)),
  }),
  'signature with a leader': (authentic) => ({
    headers: withSignature(authentic, (value) => authentic.dice.pick(LEADERS) + value),
  }),
  'signature under another prefix': (authentic) => ({
    headers: withSignature(authentic, (value) => authentic.dice.pick(PREFIXES) + value),
  }),
  'one hex digit off': (authentic) => ({
    headers: withSignature(authentic, (value) => oneDigitOff(value, authentic)),
  }),
  'upper case, one digit off': (authentic) => ({
    headers: withSignature(authentic, (value) =>
      oneDigitOff(value, authentic).replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase()),
    ),
  }),
  'random signature': (authentic) => ({
    headers: withSignature(authentic, (value) => value.replace(/[0-9a-f]{64}$/, authentic.dice.hex(64))),
  }),
  'a digit that is not hex': (authentic) => ({
    headers: withSignature(
      authentic,
      (value) => `${value.slice(0, -1)}${authentic.dice.pick(['g', '０', 'О', '-', '*'])}`,
    ),
  }),
  'another key': (authentic) => ({ headers: signedAs(authentic, { key: wrongKey(authentic) }) }),
  'another algorithm': (authentic) => ({
    headers: withSignature(authentic, (value) => otherDigest(value, authentic)),
  }),
  'the signature twice in one header': (authentic) => ({
    headers: withSignature(authentic, (value) =>
      authentic.dice.pick([`${value},${value}`, `${value}, ${value}`, `${value};${value}`]),
    ),
  }),
  'the signature header twice': (authentic) => ({ headers: headerTwice(authentic) }),
  'the signature under another name': (authentic) => ({
    headers: withSignature(authentic, (value) => value).map(([name, value]) => [
      authentic.dice.pick([
        `x-${name}`,
        name.replaceAll('-', '_'),
        'authorization',
        `${name}-256`,
        '__proto__',
      ]),
      value,
    ]),
  }),
  'a very long signature': (authentic) => ({
    headers: withSignature(authentic, (value) => value.repeat(authentic.dice.between(2, 90))),
  }),
  'time changed': (authentic) => ({ headers: timeChanged(authentic) }),
  'signed long ago': (authentic) => ({ headers: timed(authentic, -authentic.dice.between(330, 10_000_000)) }),
  'signed in the future': (authentic) => ({
    headers: timed(authentic, authentic.dice.between(90, 10_000_000)),
  }),
};

function without({ signed }: Authentic, name: string) {
  return Object.entries(signed).filter(([each]) => each !== name);
}

function oneDigitOff(value: string, { dice }: Authentic): string {
  const at = value.length - dice.between(1, 64);
  const other = '0123456789abcdef'.replace(value.charAt(at), '');
  return `${value.slice(0, at)}${other.charAt(dice.below(15))}${value.slice(at + 1)}`;
}

/** None of these is a live key of the source. */
function wrongKey({ dice, source, others }: Authentic): string {
  const [newest = ''] = source.keys;
  return dice.pick([
    dice.hex(32),
    '',
    ' ',
    `${newest} `,
    `${newest}\n`,
    newest.slice(0, -1),
    newest.replace(/^[a-z]+_/, ''),
    newest.toUpperCase(),
    Buffer.from(newest).toString('base64'),
    JSON.stringify(source.keys),
    SECRET_PLACEHOLDER,
    source.id,
    ...others.flatMap(({ keys }) => keys),
  ]);
}

function otherDigest(value: string, { dice, source, body }: Authentic): string {
  const [key = ''] = source.keys;
  const digest = dice.pick([
    () => createHmac('sha1', key).update(body).digest('hex').padEnd(64, '0'),
    () => createHmac('sha512', key).update(body).digest('hex').slice(0, 64),
    () => createHash('sha256').update(body).digest('hex'),
    () => createHash('sha256').update(key).update(body).digest('hex'),
    () => createHmac('sha256', body).update(key).digest('hex'),
    () => createHmac('sha256', key).update(body.toString('hex')).digest('hex'),
    () => createHmac('sha256', key).update(`v1:${body.toString()}`).digest('hex'),
    () => createHmac('sha256', key).update(body).digest('base64'),
  ]);
  return value.replace(/[0-9a-f]{64}$/, digest());
}

function headerTwice(authentic: Authentic) {
  const [name, value] = signatureLine(authentic);
  const forged = value.replace(/[0-9a-f]{64}$/, authentic.dice.hex(64));
  const second = authentic.dice.pick([value, forged, '']);
  const other = authentic.dice.pick([name, name.toUpperCase(), name.replace('x-', 'X-')]);
  const lines = withSignature(authentic, (each) => each);
  const extra = [other, second] as const;
  return authentic.dice.hits(0.5) ? [...lines, extra] : [extra, ...lines];
}

const ODD_TIMES = [
  '',
  'soon',
  '-1',
  '0',
  '1e9',
  '1.7e9',
  '0x65',
  ' ',
  '９９',
  'NaN',
  '9'.repeat(13),
  '9'.repeat(400),
];

/** A scheme without a time has none to change: its signature is made wrong instead. */
function timeChanged(authentic: Authentic) {
  const line = timeLine(authentic);
  if (!line) {
    return withSignature(authentic, (value) => oneDigitOff(value, authentic));
  }
  const [name, value] = line;
  const { dice } = authentic;
  const times = [
    String(Number(value) + dice.pick([-1, 1, 60, -60])),
    `${value}000`,
    `${value}.0`,
    `+${value}`,
    `${value}a`,
  ];
  const time = dice.pick([...times, ` ${value}`, `${value} `, `${value},${value}`, ...ODD_TIMES]);
  return Object.entries(authentic.signed).map(([each, own]) => [each, each === name ? time : own] as const);
}

/** Really signed with a live key, but outside the window; a scheme without a time is given another key. */
function timed(authentic: Authentic, seconds: number) {
  return timeLine(authentic)
    ? signedAs(authentic, { at: authentic.now + seconds * 1000 })
    : signedAs(authentic, { key: authentic.dice.hex(32) });
}
