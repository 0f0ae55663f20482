import { join } from 'node:path';
import { namesBeside } from '../../../cli/connection/program-names';
import { announceRun } from '../../../local/activity/announcement';
import type { Endpoints } from '../../../local/run/files/endpoints';

const run = (id: string, provider = 'extend') =>
  ({
    api: `http://127.0.0.1:${id}`,
    run: { id },
    sources: [{ id: 'runs', provider }],
  }) as unknown as Endpoints;

const OPTIONS = {
  names: namesBeside('inbox start'),
  endpointsFile: join(process.cwd(), '.local/runs/3000/endpoints.json'),
  verbose: false,
  quiet: false,
};

describe('what a newcomer reads of a run', () => {
  it('is three lines and a command for the run, as the program was typed', () => {
    expect(announceRun(run('3000'), OPTIONS)).toEqual([
      'Webhooks: http://127.0.0.1:3000/webhooks/<source> (sources: runs)',
      'Endpoints, keys and log: .local/runs/3000/endpoints.json (--verbose prints them)',
      'Below: a line for each request and each finished event. Ctrl-C stops everything.',
      '',
      'Next, in another terminal:',
      '',
      '  npx inbox send runs processed',
      '',
    ]);
    expect(announceRun(run('4000'), OPTIONS)).toContain('  npx inbox send runs processed --run 4000');
  });

  it('promises nothing that is not printed', () => {
    const lines = announceRun(run('3000'), { ...OPTIONS, quiet: true, verbose: true });
    expect(lines).toContain('Ctrl-C stops everything.');
    expect(lines.join()).not.toContain('--verbose');
  });

  it('names no command where nothing can be sent', () => {
    expect(announceRun(run('3000', 'another'), OPTIONS)).toHaveLength(4);
  });
});
