import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';

/** The members of a plain event of each provider. */
export const EVENT_MEMBERS = {
  limai: '"eventId":"evt_1","eventType":"DOCUMENT_EXTRACTED","fileId":"file_1","data":{"status":"success"}',
  extend:
    '"eventId":"evt_1","eventType":"extract_run.processed","payload":{"object":"extract_run","id":"run_1","status":"PROCESSED"}',
} as const;

const MEMBERS = EVENT_MEMBERS.limai;

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const nestedObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Bodies that end in quarantine, whoever sent them. */
export const UNREADABLE_BODIES: Readonly<Record<string, Buffer>> = {
  'nothing at all': Buffer.alloc(0),
  'a space': Buffer.from(' '),
  'plain text': Buffer.from('hello'),
  'cut JSON': Buffer.from(`{${MEMBERS}`),
  'a form': Buffer.from('eventId=evt_1&eventType=DOCUMENT_EXTRACTED'),
  'two byte-order marks before JSON': Buffer.from(`\ufeff\ufeff{${MEMBERS}}`),
  'invalid UTF-8 inside a string': Buffer.concat([
    Buffer.from(`{${MEMBERS},"x":"`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]),
  'an encoded surrogate': Buffer.concat([
    Buffer.from(`{${MEMBERS},"x":"`),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from('"}'),
  ]),
  'UTF-16': Buffer.from(`{${MEMBERS}}`, 'utf16le'),
  'a raw NUL byte inside a string': Buffer.from(`{${MEMBERS},"x":"\u0000"}`),
  'NUL bytes alone': Buffer.alloc(64),
  null: Buffer.from('null'),
  true: Buffer.from('true'),
  'a number': Buffer.from('1e999'),
  'a string': Buffer.from('"evt"'),
  'an empty list': Buffer.from('[]'),
  'an empty object': Buffer.from('{}'),
  '100,000 open brackets': Buffer.from('['.repeat(100_000)),
  '100,000 nested lists': Buffer.from(nested(100_000)),
  'ids of the wrong type': Buffer.from('{"eventId":true,"eventType":"DOCUMENT_EXTRACTED","fileId":"f"}'),
  'an id that is an object with toString': Buffer.from(
    '{"eventId":{"toString":"x"},"eventType":"DOCUMENT_EXTRACTED"}',
  ),
  'an empty id': Buffer.from('{"eventId":"","eventType":"DOCUMENT_EXTRACTED","fileId":"f"}'),
  'an id with a lone surrogate': Buffer.from(
    '{"eventId":"\\ud800","eventType":"DOCUMENT_EXTRACTED","fileId":"f"}',
  ),
  'an id of a million characters': Buffer.from(
    `{"eventId":"${'x'.repeat(1_000_000)}","eventType":"DOCUMENT_EXTRACTED","fileId":"f"}`,
  ),
  'its members under __proto__': Buffer.from(`{"__proto__":{${MEMBERS}}}`),
  'its members under constructor.prototype': Buffer.from(`{"constructor":{"prototype":{${MEMBERS}}}}`),
};

/** Bodies that are events like any other, however odd what else they hold. */
export function readableBodies(members: string): Readonly<Record<string, Buffer>> {
  return {
    'a plain event': Buffer.from(`{${members}}`),
    'a byte-order mark before it': Buffer.from(`\ufeff{${members}}`),
    'white space all around': Buffer.from(`\r\n\t {${members}} \n`),
    '100,000 nested lists beside it': Buffer.from(`{${members},"x":${nested(100_000)}}`),
    '100,000 nested objects beside it': Buffer.from(`{"x":${nestedObjects(100_000)},${members}}`),
    'numbers beyond a double': Buffer.from(`{${members},"x":[1e999,-1e999,${'9'.repeat(5_000)},0.1e-400]}`),
    'escaped lone surrogates': Buffer.from(`{${members},"x":"\\ud800 \\udc00","\\udfff":1}`),
    'an escaped NUL': Buffer.from(`{${members},"x":"\\u0000"}`),
    'duplicate keys, of which the last counts': Buffer.from(`{"eventId":"evt_0","fileId":7,${members}}`),
    'a __proto__ that would answer for it': Buffer.from(
      `{"__proto__":{"eventId":"evt_0","payload":{"id":"p"}},${members}}`,
    ),
    'a toString that is no function': Buffer.from(`{"toString":1,"valueOf":2,"toJSON":3,${members}}`),
    'a body at the size limit': atSizeLimit(members),
  };
}

function atSizeLimit(members: string): Buffer {
  const frame = Buffer.from(`{${members},"x":""}`);
  const filler = Buffer.alloc(MAX_BODY_BYTES - frame.byteLength, 'x');
  return Buffer.concat([frame.subarray(0, -2), filler, frame.subarray(-2)]);
}
