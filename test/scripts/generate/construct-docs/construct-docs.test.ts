import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructDocs } from '../../../../scripts/generate/construct-docs/write-construct-docs';

const ROOT = join(__dirname, '..', '..', '..', '..');
const REPORT = join('etc', 'extraction-inbox.api.md');

describe('the public surface of the construct', () => {
  let generated: Readonly<Record<string, string>>;
  beforeAll(() => {
    generated = constructDocs();
  }, 120_000);

  it.each([REPORT, join('docs', 'construct.md')])(
    'is what %s says (npm run generate -- construct-docs)',
    (file) => {
      expect(readFileSync(join(ROOT, file), 'utf8')).toBe(generated[file]);
    },
  );

  it('has neither a union nor a type of zod, so that jsii stays open', () => {
    const code = String(generated[REPORT]).split('```')[1] ?? '';
    expect(code).toContain('export class ExtractionInbox extends Construct');
    expect(code.split('\n').filter((line) => /\||\bzod\b|\bz\./.test(line))).toEqual([]);
  });
});
