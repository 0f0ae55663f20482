import { functionNode } from '../../../../proofs/ministack/emulator/start-ministack';

describe('functionNode', () => {
  it('takes the packaged Node, which is the version of the functions', () => {
    expect(functionNode({ version: 'v26.0.0', execPath: '/this/node' }, '/packaged/node')).toBe(
      '/packaged/node',
    );
  });

  it('takes this Node when none is packaged and it is the version of the functions', () => {
    expect(functionNode({ version: 'v24.1.0', execPath: '/this/node' }, null)).toBe('/this/node');
  });

  it.each(['v20.20.2', 'v26.0.0'])(
    'says what to install when this one is %s and none is packaged',
    (version) => {
      expect(() => functionNode({ version, execPath: '/this/node' }, null)).toThrow(
        `got ${version}, expected 24, the runtime of the functions. Run with Node 24, or install the optional dependencies (npm ci --include=optional).`,
      );
    },
  );
});
