import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INLINE_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { fixture } from './fixture';

const ROOT = join(__dirname, '../../../fixtures');

describe('fixtures', () => {
  test.each([
    [
      'limai',
      'document-extracted-success',
      'c37d47dce4ea99f65e74aa6b3f3082962a6c053b173061943fb9e251b1eb2937',
    ],
    [
      'limai',
      'document-extracted-failed',
      '86b320f1e276d72eeefaadbfa6d06f39acf0f087eef011959acd3d9812aa2da1',
    ],
    ['extend', 'extract-run-processed', '05628b20af59ca3c0d4f024113e4a191a824fccc04a8ffe70dfa98583c84a442'],
  ])("keep %s's own sample %s byte for byte", (provider, name, sha256) => {
    expect(createHash('sha256').update(fixture(provider, name)).digest('hex')).toBe(sha256);
  });

  test.each(PROVIDER_IDS)(
    'of %s are JSON without a final newline, each explained in the README',
    (provider) => {
      const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
      for (const file of readdirSync(join(ROOT, provider))) {
        const text = readFileSync(join(ROOT, provider, file), 'utf8');
        expect(() => JSON.parse(text)).not.toThrow();
        expect(text).toBe(text.trim());
        expect(readme).toContain(
          file.startsWith('error-') && provider === 'extend' ? 'error-*.json' : `\`${file}\``,
        );
      }
    },
  );

  test('hold a Limai event that fits into its record', () => {
    expect(fixture('limai', 'document-extracted-success').byteLength).toBeLessThanOrEqual(INLINE_BODY_BYTES);
  });
});
