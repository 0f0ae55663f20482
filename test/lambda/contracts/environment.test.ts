import fc from 'fast-check';
import { httpsClientEnv } from '../../../lambda/contracts/environment';

const accepts = (...origins: readonly unknown[]) =>
  httpsClientEnv.safeParse({ LOCAL_ORIGINS: JSON.stringify(origins) }).success;

describe('LOCAL_ORIGINS', () => {
  it('may be absent, and lists exact origins of loopback', () => {
    expect(httpsClientEnv.parse({})).toEqual({});
    expect(httpsClientEnv.parse({ LOCAL_ORIGINS: '["http://127.0.0.1:4571"]' })).toEqual({
      LOCAL_ORIGINS: ['http://127.0.0.1:4571'],
    });
  });

  it.each([
    'http://api.example.com:80',
    'https://127.0.0.1:4571',
    'http://127.0.0.1',
    'http://127.0.0.1:*',
    'http://*:80',
    '*',
    'http://127.0.0.2:80',
    'http://0.0.0.0:80',
    'http://10.0.0.1:80',
    'http://169.254.169.254:80',
    'http://localhost:80',
    'http://127.0.0.1:80/',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1.evil.example:80',
    'http://127.0.0.1:80\nhttp://evil.example',
    '',
  ])('refuses %j', (origin) => {
    expect(accepts(origin)).toBe(false);
    expect(accepts('http://127.0.0.1:4571', origin)).toBe(false);
  });

  it('holds nothing but 127.0.0.1, whatever is tried', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(
        fc.constantFrom('http', 'https', 'file', ''),
        host,
        fc.nat(70_000),
        (scheme, name, port) => {
          const origin = `${scheme}://${name}:${port}`;
          return !accepts(origin) || new URL(origin).hostname === '127.0.0.1' || port > 65_535;
        },
      ),
    );
  });
});
