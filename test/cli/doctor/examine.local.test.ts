import { UnreachableError } from '../../../cli/connection/connection';
import { UsageError } from '../../../cli/terminal/errors';
import { runCommand } from '../run-command';

describe('inbox doctor of a local run', () => {
  it('ends as wrong use when it is not clear which run is meant', async () => {
    const connect = async () => {
      throw new UsageError('2 local runs: 3000, 4000. Choose one with --run <id>.');
    };
    expect(await runCommand(['doctor', '--local'], { connect })).toEqual({
      code: 2,
      out: '',
      err: '2 local runs: 3000, 4000. Choose one with --run <id>.\n',
    });
  });

  it('finds that the run has ended, and nothing else', async () => {
    const connect = async () => {
      throw new UnreachableError('local_run_not_running', 'The local run 3000 has ended', 'Start it again.');
    };
    const { code, out } = await runCommand(['doctor', '--local', '--json'], { connect });
    const { findings } = JSON.parse(out) as { findings: { code: string }[] };
    expect([code, findings.map((finding) => finding.code)]).toEqual([1, ['local_run_not_running']]);
  });
});
