import { REALISTIC } from './given-tables';
import { runTable, TABLE_COMMANDS } from './run-tables';

describe.each([80, 120])('on a terminal of %d columns', (columns) => {
  it.each(TABLE_COMMANDS)('%s', async (command) => {
    const out = await runTable(command, REALISTIC, { columns, env: { NO_COLOR: '1' } });
    expect(`\n${out}`).toMatchSnapshot();
  });
});
