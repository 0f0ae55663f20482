import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { WorkResult, WorkUnit } from '../search/work-units';

/**
 * Spreads the units over worker processes, each taking the next as it ends one. Stops handing out once `seen` says so.
 * @throws Error when a worker dies
 */
export async function spread(
  units: readonly WorkUnit[],
  count: number,
  seen: (result: WorkResult) => 'go on' | 'stop',
): Promise<void> {
  const queue = [...units];
  const stop = () => {
    queue.length = 0;
  };
  const work = async () => {
    const worker = fork(join(__dirname, 'worker.ts'), {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    try {
      for (let unit = queue.shift(); unit; unit = queue.shift()) {
        if (seen(await ask(worker, unit)) === 'stop') {
          stop();
        }
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, units.length) }, work));
}

function ask(worker: ChildProcess, unit: WorkUnit): Promise<WorkResult> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`Explorer: a worker ended with code ${code}.`));
    worker.once('exit', died);
    worker.once('message', (result) => {
      worker.off('exit', died);
      resolve(result as WorkResult);
    });
    worker.send(unit);
  });
}
