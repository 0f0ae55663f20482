import { limai } from '../../../../lambda/providers/limai';

const KEY = 'limai_example_secret';
const BODY = Buffer.from('{"eventId":"evt_1"}');

describe('a Limai signature', () => {
  test('is the hex HMAC-SHA256 of the raw body under the prefix sha256=', () => {
    // echo -n '{"eventId":"evt_1"}' | openssl dgst -sha256 -hmac limai_example_secret
    expect(limai.sign(BODY, KEY)).toEqual({
      'x-webhook-signature': 'sha256=1d2671daf567ea76dd32e4c00fac5b85b23741b8ad6fd95159c5c4e9ae83f8aa',
    });
  });

  test.each(['', 'sha512=', 'SHA256=', 'sha256:', 'sha256=='])(
    'is malformed under the prefix %j',
    (prefix) => {
      const header = limai.sign(BODY, KEY)['x-webhook-signature'] ?? '';
      const headers = { 'x-webhook-signature': header.replace('sha256=', prefix) };
      expect(limai.verify({ headers, body: BODY }, { keys: [KEY] })).toEqual({
        valid: false,
        reason: 'malformed',
      });
    },
  );
});
