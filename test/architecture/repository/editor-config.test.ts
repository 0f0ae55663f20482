import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The settings for every file: before the second section. */
function generalSettings(): Readonly<Record<string, string>> {
  const [, , general = ''] = read('.editorconfig').split(/^\[.*\]$|^root = true$/m);
  return Object.fromEntries([...general.matchAll(/^(\w+) = (.+)$/gm)].map(([, key, value]) => [key, value]));
}

describe('.editorconfig', () => {
  it('agrees with biome.json', () => {
    const { formatter } = JSON.parse(read('biome.json'));
    expect(generalSettings()).toMatchObject({
      indent_style: formatter.indentStyle,
      indent_size: String(formatter.indentWidth),
      max_line_length: String(formatter.lineWidth),
    });
  });
});

describe('.nvmrc', () => {
  it('names a Node that CI tests', () => {
    expect(read('.github/workflows/ci.yml')).toMatch(new RegExp(`node: \\[.*\\b${read('.nvmrc').trim()}\\b`));
  });
});
