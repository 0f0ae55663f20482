import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config/load-config';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import { LeakScanner, leaksIn } from './leak-scanner';

const HEX = 'a1'.repeat(32);

describe('the scanner of what functions print', () => {
  it.each([
    ['a planted word', '{"level":"DEBUG","body":"{\\"note\\":\\"canary_cell\\"}"}'],
    ['a planted word in base64', Buffer.from('xcanary').toString('base64')],
    ['a planted word in base64', Buffer.from('xxcanary').toString('base64')],
    ['a planted word in base64', Buffer.from('xxxcanary').toString('base64')],
    ['a generated key or token', `token local_${'0f'.repeat(24)}`],
    ['a signature', `{"headers":{"x-webhook-signature":"sha256=${HEX}"}}`],
    ['an authorization header', 'authorization: Bearer abc'],
    ['a signed link', 'GET http://127.0.0.1:1/signed/abc.def'],
    ['a signed link', 'https://bucket.s3.amazonaws.com/x?X-Amz-Signature=ab'],
    ['a challenge', '{"message":"Answered chal_3f9c1b7e5a"}'],
    ['document content', '{"value":"INV-0042"}'],
    ['document content', 'Tōkyō Trading'],
  ])('finds %s', (name, line) => {
    expect(leaksIn(line)).toContain(name);
  });

  it('finds nothing in a line as it should be', () => {
    const line = { level: 'DEBUG', message: 'Claimed.', source: 'limai', eventId: 'evt_1', bytes: 400 };
    expect(leaksIn(JSON.stringify(line))).toEqual([]);
    expect(leaksIn(JSON.stringify({ ...line, eventId: HEX }))).toEqual([]);
    expect(
      leaksIn(JSON.stringify({ ...line, at: `Store.put (/run/asset.${HEX}/index.js:36:4556)` })),
    ).toEqual([]);
  });

  it('fails a journey that leaked', () => {
    const scanner = new LeakScanner();
    scanner.read('Ingest', 'nothing');
    expect(() => scanner.assertClean()).not.toThrow();
    scanner.read('Ingest', 'the key is canary_1');
    expect(() => scanner.assertClean()).toThrow(
      '1 leaks in what functions printed:\nIngest printed a planted word',
    );
    expect(scanner.linesRead).toBe(2);
  });
});

describe('the configurations of the journeys', () => {
  const configs = join('test', 'journeys', 'configs');
  const files = readdirSync(join(PROJECT_ROOT, configs))
    .filter((name) => name.endsWith('.config.ts'))
    .map((name) => join(configs, name))
    .concat(
      'local/demo/permissions.config.ts',
      'proofs/reconcile/proof.config.ts',
      'scripts/generate/cli-docs/mixed.config.ts',
    );

  it.each(files)('%s has everything told, so that everything is scanned', (file) => {
    expect(loadConfig(join(PROJECT_ROOT, file)).logLevel).toBe('DEBUG');
  });
});
