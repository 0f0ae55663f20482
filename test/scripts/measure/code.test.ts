import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measureCallers } from '../../../scripts/measure/code/callers';
import { Checkout } from '../../../scripts/measure/code/checkout';
import { findFullFolders, findSharedNames } from '../../../scripts/measure/code/folders';
import { findImportCircles } from '../../../scripts/measure/code/import-circles';
import { measureSize } from '../../../scripts/measure/code/size';

describe('the measures of code', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'inbox-measure-'));
    mkdirSync(join(root, 'lambda', 'providers'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function givenFiles(files: Readonly<Record<string, string>>): Checkout {
    for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return new Checkout(root);
  }

  it('refuses a folder that is no checkout', () => {
    expect(() => new Checkout(root)).toThrow(
      'holds no package.json; expected a checkout of this repository.',
    );
  });

  it('counts files and lines of the product alone', () => {
    const checkout = givenFiles({
      'lambda/a.ts': '/** A comment\n * of two lines. */\n\nexport const a = 1;\n',
      'local/b.ts': 'export const b = 1;\n',
    });
    expect(measureSize(checkout).at(-1)).toEqual({ folder: 'product', files: 1, lines: 4, codeLines: 1 });
  });

  it('counts private functions by the places where they are called', () => {
    const checkout = givenFiles({
      'lambda/a.ts': `
        export function used() { once(); twice(); twice(); [1].map(passed); return new A().go(); }
        function once() { return onlyHere(); }
        const twice = () => (Math.random() > 1 ? twice() : 1);
        function passed() {}
        export function onlyHere() {}
        class A { go() { return this.method(); } private method() { const inner = () => 1; return inner(); } }`,
      'lambda/b.ts': `import { used } from './a'; used();`,
      'test/a.test.ts': `import { onlyHere } from '../lambda/a'; onlyHere();`,
    });
    expect(measureCallers(checkout)).toEqual([
      {
        folder: 'lambda',
        functions: 5,
        oneCall: 3,
        oneUse: 4,
        names: ['lambda/a.ts#once', 'lambda/a.ts#onlyHere', 'lambda/a.ts#method'],
      },
    ]);
  });

  it('tells circles at run time from those that types close', () => {
    const checkout = givenFiles({
      'lambda/a.ts': `import { b } from './b'; export const a = b;`,
      'lambda/b.ts': `export { a as b } from './a';`,
      'lambda/c.ts': `import type { D } from './d'; export type C = D;`,
      'lambda/d.ts': `import { c } from './e'; export type D = typeof c;`,
      'lambda/e.ts': `import { type C } from './c'; export const c: C = 1;`,
      'lambda/f.ts': `import { a } from './a'; export const f = a;`,
    });
    expect(findImportCircles(checkout)).toEqual({
      values: [['lambda/a.ts', 'lambda/b.ts']],
      types: [['lambda/c.ts', 'lambda/d.ts', 'lambda/e.ts']],
    });
  });

  it('counts the topics of a test as one entry of its folder', () => {
    const names = Array.from({ length: 12 }, (_, index) => `file-${index}`);
    const files = Object.fromEntries(names.map((name) => [`test/${name}.test.ts`, '']));
    expect(findFullFolders(givenFiles({ ...files, 'test/file-1.topic.test.ts': '' }))).toEqual([]);
    expect(findFullFolders(givenFiles({ 'test/other.ts': '' }))).toEqual([{ folder: 'test', entries: 13 }]);
  });

  it('finds names that occur twice in a layer, entry points and providers aside', () => {
    const checkout = givenFiles({
      'lambda/a/same.ts': '',
      'lambda/b/same.ts': '',
      'lambda/b/main.ts': '',
      'lambda/main.ts': '',
      'lambda/providers/one/events.ts': '',
      'lambda/providers/two/events.ts': '',
      'lib/same.ts': '',
    });
    expect(findSharedNames(checkout)).toEqual([
      { layer: 'lambda', name: 'same.ts', paths: ['lambda/a/same.ts', 'lambda/b/same.ts'] },
    ]);
  });
});
