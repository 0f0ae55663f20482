import { createHash, createHmac } from 'node:crypto';
import { SECRET_PLACEHOLDER } from '../../lambda/domain/provider/secret-placeholder';
import { type Attack, type Genuine, signatureLine, signedAs, timeLine, withSignature } from './genuine';

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

/** Attacks on the signature itself; the body stays genuine. */
export const SIGNATURE_ATTACKS: Readonly<Record<string, Attack>> = {
  'no signature header': (genuine) => ({ headers: without(genuine, signatureLine(genuine)[0]) }),
  'no header at all': () => ({ headers: [] }),
  'empty signature': (genuine) => ({ headers: withSignature(genuine, () => '') }),
  'truncated signature': (genuine) => ({
    headers: withSignature(genuine, (value) => value.slice(0, -genuine.dice.between(1, 64))),
  }),
  'signature with a trailer': (genuine) => ({
    headers: withSignature(genuine, (value) => value + genuine.dice.pick(TRAILERS)),
  }),
  'signature with a leader': (genuine) => ({
    headers: withSignature(genuine, (value) => genuine.dice.pick(LEADERS) + value),
  }),
  'signature under another prefix': (genuine) => ({
    headers: withSignature(genuine, (value) => genuine.dice.pick(PREFIXES) + value),
  }),
  'one hex digit off': (genuine) => ({
    headers: withSignature(genuine, (value) => oneDigitOff(value, genuine)),
  }),
  'upper case, one digit off': (genuine) => ({
    headers: withSignature(genuine, (value) =>
      oneDigitOff(value, genuine).replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase()),
    ),
  }),
  'random signature': (genuine) => ({
    headers: withSignature(genuine, (value) => value.replace(/[0-9a-f]{64}$/, genuine.dice.hex(64))),
  }),
  'a digit that is not hex': (genuine) => ({
    headers: withSignature(
      genuine,
      (value) => `${value.slice(0, -1)}${genuine.dice.pick(['g', '０', 'О', '-', '*'])}`,
    ),
  }),
  'another key': (genuine) => ({ headers: signedAs(genuine, { key: wrongKey(genuine) }) }),
  'another algorithm': (genuine) => ({
    headers: withSignature(genuine, (value) => otherDigest(value, genuine)),
  }),
  'the signature twice in one header': (genuine) => ({
    headers: withSignature(genuine, (value) =>
      genuine.dice.pick([`${value},${value}`, `${value}, ${value}`, `${value};${value}`]),
    ),
  }),
  'the signature header twice': (genuine) => ({ headers: headerTwice(genuine) }),
  'the signature under another name': (genuine) => ({
    headers: withSignature(genuine, (value) => value).map(([name, value]) => [
      genuine.dice.pick([
        `x-${name}`,
        name.replaceAll('-', '_'),
        'authorization',
        `${name}-256`,
        '__proto__',
      ]),
      value,
    ]),
  }),
  'a very long signature': (genuine) => ({
    headers: withSignature(genuine, (value) => value.repeat(genuine.dice.between(2, 90))),
  }),
  'time changed': (genuine) => ({ headers: timeChanged(genuine) }),
  'signed long ago': (genuine) => ({ headers: timed(genuine, -genuine.dice.between(330, 10_000_000)) }),
  'signed in the future': (genuine) => ({ headers: timed(genuine, genuine.dice.between(90, 10_000_000)) }),
};

function without({ signed }: Genuine, name: string) {
  return Object.entries(signed).filter(([each]) => each !== name);
}

function oneDigitOff(value: string, { dice }: Genuine): string {
  const at = value.length - dice.between(1, 64);
  const other = '0123456789abcdef'.replace(value.charAt(at), '');
  return `${value.slice(0, at)}${other.charAt(dice.below(15))}${value.slice(at + 1)}`;
}

/** None of these is a live key of the source. */
function wrongKey({ dice, source, others }: Genuine): string {
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

function otherDigest(value: string, { dice, source, body }: Genuine): string {
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

function headerTwice(genuine: Genuine) {
  const [name, value] = signatureLine(genuine);
  const forged = value.replace(/[0-9a-f]{64}$/, genuine.dice.hex(64));
  const second = genuine.dice.pick([value, forged, '']);
  const other = genuine.dice.pick([name, name.toUpperCase(), name.replace('x-', 'X-')]);
  const lines = withSignature(genuine, (each) => each);
  const extra = [other, second] as const;
  return genuine.dice.hits(0.5) ? [...lines, extra] : [extra, ...lines];
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
function timeChanged(genuine: Genuine) {
  const line = timeLine(genuine);
  if (!line) {
    return withSignature(genuine, (value) => oneDigitOff(value, genuine));
  }
  const [name, value] = line;
  const { dice } = genuine;
  const times = [
    String(Number(value) + dice.pick([-1, 1, 60, -60])),
    `${value}000`,
    `${value}.0`,
    `+${value}`,
    `${value}a`,
  ];
  const time = dice.pick([...times, ` ${value}`, `${value} `, `${value},${value}`, ...ODD_TIMES]);
  return Object.entries(genuine.signed).map(([each, own]) => [each, each === name ? time : own] as const);
}

/** Really signed with a live key, but outside the window; a scheme without a time is given another key. */
function timed(genuine: Genuine, seconds: number) {
  return timeLine(genuine)
    ? signedAs(genuine, { at: genuine.now + seconds * 1000 })
    : signedAs(genuine, { key: genuine.dice.hex(32) });
}
