import { transformSync } from 'esbuild';
import { ENTER_FRAME, type EnterFrame, instrument } from '../../../../scripts/measure/frames/instrument';

describe('instrument', () => {
  const entered: string[] = [];
  const enter: EnterFrame = (frame, body) => {
    entered.push(frame);
    return body();
  };

  /** What the instrumented text exports as `result`. */
  function run(source: string): unknown {
    const { code } = transformSync(instrument(source, 'a.ts'), { loader: 'ts', format: 'cjs' });
    const module = { exports: {} as { readonly result?: unknown } };
    new Function('module', 'globalThis', code)(module, { [ENTER_FRAME]: enter });
    return module.exports.result;
  }

  beforeEach(() => {
    entered.length = 0;
  });

  it('names functions, methods, arrow functions and callbacks as they are entered', () => {
    const source = `
      // An é in front moves no name: offsets are bytes.
      function outer(n: number): number { return [n].map((one) => double(one))[0]; }
      const double = (n: number) => n * 2;
      class A { #x = 1; private add(n: number) { return n + this.#x; } go(n: number) { return this.add(n); } }
      export const result = new A().go(outer(2));`;
    expect(run(source)).toBe(5);
    expect(entered).toEqual(['a.ts#outer', 'a.ts#(in outer)', 'a.ts#double', 'a.ts#go', 'a.ts#add']);
  });

  it('keeps what is awaited, thrown and passed as arguments', async () => {
    const source = `
      async function all() { return [await later(1), arguments.length]; }
      const later = async (n: number) => ({ n });
      export const result = all();`;
    await expect(run(source)).resolves.toEqual([{ n: 1 }, 0]);
    expect(entered).toEqual(['a.ts#all', 'a.ts#later']);
  });

  it('leaves generators and constructors as they are', () => {
    const source = `
      class A { readonly n: number; constructor(n: number) { this.n = n; } }
      function* numbers() { yield new A(1).n; }
      export const result = [...numbers()];`;
    expect(run(source)).toEqual([1]);
    expect(entered).toEqual([]);
  });
});
