import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAppOfFolder } from '../../../../local/run/app/app-options';

describe('readAppOfFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('answers what cdk would run there', () => {
    writeFileSync(join(folder, 'cdk.json'), '{ "app": "npx tsx app.ts" }');
    expect(readAppOfFolder(folder)).toBe('npx tsx app.ts');
  });

  it.each([undefined, '{}'])('says how to name an app when cdk.json is %s', (text) => {
    if (text !== undefined) {
      writeFileSync(join(folder, 'cdk.json'), text);
    }
    expect(() => readAppOfFolder(folder)).toThrow(
      `Nothing says which app to run: got no "app" in ${join(folder, 'cdk.json')}. Name its command with --app "npx tsx app.ts", or its output with --assembly cdk.out.`,
    );
  });
});
