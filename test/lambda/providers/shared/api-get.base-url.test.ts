import fc from 'fast-check';
import { urlUnder } from '../../../../lambda/providers/shared/api-get';
import { baseUrl } from '../../../../lambda/providers/shared/provider-text';

describe('base URL', () => {
  test.each([
    'https://api.example.com',
    'https://api.example.com:8443/v1',
    'https://API.example.com/',
    'http://127.0.0.1:4571',
  ])('accepts %s', (url) => {
    expect(baseUrl.safeParse(url).success).toBe(true);
  });

  test.each([
    'http://api.example.com',
    'https://user:password@api.example.com',
    'https://api.example.com?x=1',
    'https://api.example.com#x',
    'https://api.example.com/a b',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1.evil.example:80',
    'http://localhost:3000',
    'https://localhost',
    'https://localhost.',
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://169.254.169.254/latest',
    'https://[::1]',
    'https://api..example.com',
    'https://*.example.com',
    'https://api.example.com//evil.example',
    '//api.example.com',
    'file:///etc/passwd',
    'https://',
    'api.example.com',
    'https://api.example.com\nhttps://x',
    '',
  ])('refuses %j', (url) => {
    expect(baseUrl.safeParse(url).success).toBe(false);
  });

  test.each(['https://api.example.com/v1', 'https://api.example.com/v1/'])('joins a path to %s', (base) => {
    expect(urlUnder(base, '/runs/1')).toBe('https://api.example.com/v1/runs/1');
  });

  test.each(['@evil.example/', '.evil.example/', ':8443/', '/../v2', '/..', '/%2e%2e/v2', '', '?a=1'])(
    'refuses a path that leads out of its base: %j',
    (path) => {
      expect(() => urlUnder('https://api.example.com/v1', path)).toThrow('leads out of its base URL');
    },
  );

  test.each(['https://api.example.com', 'https://api.example.com:8443/v1'])(
    'never leaves the host of its base, whatever the path: %s',
    (base) => {
      const hostile = fc.string({
        unit: fc.constantFrom('/', '\\', '.', '@', ':', '?', '#', '%', '\t', '\n', 'a', '1', '[', ']'),
      });
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostile), (path) => {
          const { origin } = new URL(urlOrBase(base, path));
          return origin === new URL(base).origin;
        }),
        { examples: [['@evil.example/'], ['.evil.example'], ['1/']] },
      );
    },
  );

  test('keeps an encoded id where it was put, whatever its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
        fc.pre(id !== '.' && id !== '..' && id.isWellFormed());
        const { pathname } = new URL(urlUnder('https://api.example.com', `/runs/${encodeURIComponent(id)}`));
        return pathname.split('/').length === 3 && decodeURIComponent(pathname.slice('/runs/'.length)) === id;
      }),
    );
  });
});

/** The address asked for; the base itself when the path is refused. */
function urlOrBase(base: string, path: string): string {
  try {
    return urlUnder(base, path);
  } catch {
    return base;
  }
}
