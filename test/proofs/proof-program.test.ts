import { createProofProgram } from '../../proofs/proof-program';
import { runInProcess } from '../support/programs/run-in-process';

describe('npm run proof', () => {
  it.each([[['fuzz', '--help']], [['fuzz', '--', '--help']]])(
    'takes the options of a proof: %j',
    async (args) => {
      const { code, out } = await runInProcess(createProofProgram(), args);
      expect(code).toBe(0);
      expect(out).toContain('--requests');
    },
  );

  it('refuses an option that the proof does not know, behind two dashes, too', async () => {
    const { code, err } = await runInProcess(createProofProgram(), ['chaos', '--', '--evnts', '5']);
    expect(code).toBe(2);
    expect(err).toContain('--evnts');
  });
});
