import type { WebhookEvent } from '../../../lambda/handlers/webhook-request';
import {
  type Attack,
  type Authentic,
  type HostileRequest,
  signatureLine,
  signedAs,
  withSignature,
} from './authentic';

/** Attacks on what is around signature and body; both of them stay authentic, or could not be used in this form. */
export const REQUEST_ATTACKS: Readonly<Record<string, Attack>> = {
  'a path that is no source': (authentic) => ({ path: oddPath(authentic) }),
  'the path of another source': (authentic) => {
    const other = authentic.dice.pick(authentic.others);
    const body = authentic.dice.pick(other.bodies);
    return { path: `/webhooks/${other.id}`, body, headers: signedAs(authentic, { body }) };
  },
  'many headers': (authentic) => ({
    headers: [
      ...forged(authentic),
      ...Array.from({ length: 80 }, (_, at) => [`x-filler-${at}`, 'x'.repeat(60)] as const),
    ],
  }),
  'base64 that is not flagged': (authentic) =>
    reshaped((event) => ({
      ...event,
      body: authentic.body.toString('base64'),
      isBase64Encoded: false,
    })),
  'text flagged as base64': (authentic) =>
    reshaped((event) => ({
      ...event,
      body: authentic.body.toString(),
      isBase64Encoded: true,
    })),
  'broken base64': ({ body, dice }) =>
    reshaped((event) => ({
      ...event,
      body: brokenBase64(body.toString('base64'), dice.below(3)),
      isBase64Encoded: true,
    })),
  'an odd base64 flag': ({ body, dice }) =>
    reshaped((event) => ({
      ...event,
      body: body.toString('base64'),
      isBase64Encoded: dice.pick(['true', 1, {}, 'false', null]),
    })),
  'an odd body': ({ dice }) =>
    reshaped((event) => ({
      ...event,
      body: dice.pick([undefined, null, 7, {}, [], true, ['x']]),
      isBase64Encoded: dice.hits(0.5),
    })),
  'odd headers': ({ dice }) =>
    reshaped((event) => ({
      ...event,
      headers: dice.pick([undefined, null, 'x', 7, [], [['a', 'b']], true, {}]),
    })),
  'a signature that is no text': (authentic) =>
    reshaped((event) => ({ ...event, headers: oddSignature(authentic) })),
  'an odd path': ({ dice }) =>
    reshaped((event) => ({
      ...event,
      rawPath: dice.pick([undefined, null, 7, {}, [], ['/webhooks/x'], true]),
    })),
  'parts missing': ({ dice }) =>
    reshaped((event) => partsMissing(event, dice.pick(['rawPath', 'headers', 'body']))),
  'an empty event': () => reshaped(() => ({})),
};

function reshaped(reshape: (event: WebhookEvent) => WebhookEvent): Partial<HostileRequest> {
  return { reshape };
}

function forged(authentic: Authentic) {
  return withSignature(authentic, (value) => value.replace(/[0-9a-f]{64}$/, authentic.dice.hex(64)));
}

/** None of these is exactly the path of a source. */
function oddPath({ dice, source: { id } }: Authentic): string {
  const encoded = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
  const ids = [
    '',
    'nobody',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'a'.repeat(41),
    `${id}\n`,
    `${id}%00`,
  ];
  const within = [
    `${id}/`,
    `${id}/x`,
    `../webhooks/${id}`,
    `./${id}`,
    `x/../${id}`,
    id.toUpperCase(),
    `${id}%2f`,
    `${id};a=b`,
    `${id} `,
    encoded,
  ];
  const whole = [
    '/',
    '',
    '/webhooks',
    `webhooks/${id}`,
    `//webhooks/${id}`,
    `/webhooks//${id}`,
    `/WEBHOOKS/${id}`,
    `/${id}`,
    `/x/webhooks/${id}`,
  ];
  return dice.hits(0.3) ? dice.pick(whole) : `/webhooks/${dice.pick([...ids, ...within])}`;
}

/** A character lost, one changed, one that is no base64 put in the place of another. */
function brokenBase64(text: string, how: number): string {
  const at = Math.floor(text.length / 2);
  if (how === 0) {
    return text.slice(1);
  }
  const other = how === 1 ? (text[at] === 'A' ? 'B' : 'A') : '!';
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
}

function oddSignature(authentic: Authentic): Record<string, unknown> {
  const [name, value] = signatureLine(authentic);
  const odd = authentic.dice.pick([[value], [value, value], { value }, 7, null, true, []]);
  return { ...authentic.signed, [name]: odd };
}

function partsMissing(event: WebhookEvent, part: keyof WebhookEvent): WebhookEvent {
  const { [part]: _, ...others } = event;
  return others;
}
