import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../../support/eventually';
import { runs } from './processes';

const PARENT = join(__dirname, '../fixtures/host-parent.ts');

describe('function processes', () => {
  it('end with their host, idle or busy, even when it is killed', async () => {
    const parent = spawn(process.execPath, ['--import', 'tsx', PARENT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pids = JSON.parse(line) as number[];
    expect(pids.map(runs)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await eventually(async () => !pids.some(runs) || undefined);
  }, 20_000);
});
