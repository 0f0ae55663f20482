import { type EngineSpec, startEngineProcess } from '../../../../local/aws/engines/engine-process';

function nodeScript(script: string): () => Promise<EngineSpec> {
  return async () => ({
    name: 'toy',
    command: process.execPath,
    args: ['-e', script],
    ready: async (output) => (output().includes('up') ? 'up' : undefined),
  });
}

const UNTIL_STDIN_ENDS = `process.stdin.resume().on('end', () => process.exit(0)); console.log('up');`;

describe('startEngineProcess', () => {
  it('says which engine ended by itself, in its own words', async () => {
    const engine = await startEngineProcess(
      nodeScript(
        `console.log('up'); setTimeout(() => { console.error('disk full'); process.exit(3); }, 20);`,
      ),
    );

    await expect(engine.failed).rejects.toThrow('Engine toy: ended by itself. It said: disk full');
  });

  it('does not call a stopped engine failed', async () => {
    const engine = await startEngineProcess(nodeScript(UNTIL_STDIN_ENDS));
    let failed = false;
    engine.failed.catch(() => {
      failed = true;
    });

    await engine.stop();
    await new Promise((resolve) => setImmediate(resolve));

    expect(failed).toBe(false);
  });

  it('gives up on an engine that never comes up, with its last words', async () => {
    const starting = startEngineProcess(nodeScript(`console.error('no licence'); process.exit(1);`));

    await expect(starting).rejects.toThrow(
      'Engine toy: did not start, expected it to answer. It said: no licence',
    );
  }, 20_000);

  it('names a command that is not there', async () => {
    const starting = startEngineProcess(async () => ({
      name: 'toy',
      command: 'no-such-command',
      args: [],
      ready: async () => undefined,
    }));

    await expect(starting).rejects.toThrow('no-such-command');
  }, 20_000);
});
