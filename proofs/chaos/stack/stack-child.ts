import { type AppliedFaults, applyFaults } from '../../../local/faults/apply-faults';
import { findFunctions, type HandlerName } from '../../../local/run/local-functions';
import { type LocalRun, startLocalRun } from '../../../local/run/start-local-run';
import type { FunctionRole } from '../chaos-plan';
import { killAtCall } from './kill-at-call';
import type { FromStack, StackArguments, ToStack } from './stack-messages';

const HANDLERS: Readonly<Record<FunctionRole, HandlerName>> = {
  ingest: 'ingest',
  processor: 'process',
  sweeper: 'sweep',
};

/** A local run in a process of its own, so that all of it can be killed. It ends with the channel to its parent. */
async function main({ faults, seed, sweepEverySeconds, ...options }: StackArguments): Promise<void> {
  const run = await startLocalRun({ ...options, synthesized: true });
  const applied = applyFaults(faults, run, { seed });
  if (sweepEverySeconds !== undefined) {
    setInterval(() => startFunctions('sweeper', run), sweepEverySeconds * 1000);
  }
  process.on('message', (message: ToStack) => void obey(message, run, applied));
  process.once('disconnect', () => void run.stop().finally(() => process.exit(0)));
  run.failed.catch(fail);
  tell({ kind: 'ready', endpoints: run.endpoints });
}

async function obey(message: ToStack, run: LocalRun, faults: AppliedFaults): Promise<void> {
  if (message.kind === 'stop-faults') {
    faults.stop();
    tell({ kind: 'done', killed: false });
    return;
  }
  const { role, atCall } = message;
  if (role === 'sweeper') {
    // It works for an instant each minute: it is sent to work, to be killed there.
    startFunctions(role, run);
  }
  tell({
    kind: 'done',
    killed: await killAtCall(run, { functionIds: findIds(role, run), atCall, withinMs: 3_000 }),
  });
}

/** Does not wait for them; `invoke` never rejects. */
function startFunctions(role: FunctionRole, run: LocalRun): void {
  for (const id of findIds(role, run)) {
    void run.invoke(id, {});
  }
}

function findIds(role: FunctionRole, { deployment }: LocalRun): readonly string[] {
  return findFunctions(deployment, HANDLERS[role]);
}

function tell(message: FromStack): void {
  process.send?.(message);
}

function fail(error: Error): void {
  tell({ kind: 'failed', message: error.message });
  process.exitCode = 1;
  process.disconnect?.();
}

main(JSON.parse(process.argv[2] ?? '{}') as StackArguments).catch(fail);
