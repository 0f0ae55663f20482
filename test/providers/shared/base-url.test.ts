import { baseUrl, urlUnder } from '../../../lambda/providers/shared/base-url';

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
});
