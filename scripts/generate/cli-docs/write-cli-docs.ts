import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { noteLine } from '../../../cli/terminal/output';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import { startLocalRun } from '../../../local/run/start-local-run';
import { withContents } from '../contents/contents';
import type { Example } from './example';
import { EXAMPLES } from './examples';
import { normaliser } from './normalise';
import { render, type ShownExample } from './render';
import { type Circumstances, readCursor, runExample } from './run-example';
import { sendMixedEvents, sendOne } from './send-mixed-events';

/** Writes docs/operate/cli.md from real runs: a local stack, 500 mixed events, every command. */
export async function writeCliDocs(): Promise<ExitCode> {
  const directory = mkdtempSync(join(tmpdir(), 'inbox-'));
  const startedAt = Date.now();
  const run = await startLocalRun({
    config: join(__dirname, 'mixed.config.ts'),
    directory,
    onProgress: noteLine,
  });
  try {
    noteLine('sending 500 events');
    const events = await sendMixedEvents(run.endpoints);
    const quarantined = events.filter(({ rests }) => rests === 'QUARANTINED').map(({ digest }) => digest);
    const normalise = normaliser(startedAt, new Set(quarantined));
    const arrive: Circumstances['arrive'] = (event) => sendOne(event, run.endpoints);
    const groups = await shownGroups({ endpointsFile: run.endpointsFile, directory, arrive });
    const page = render({ help: helpText(), groups }, (text) => normalise(text).replaceAll(directory, '.'));
    writeFileSync(join(PROJECT_ROOT, 'docs', 'operate', 'cli.md'), withContents(page));
  } finally {
    await run.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  return EXIT.done;
}

async function shownGroups(circumstances: Circumstances) {
  const groups = [];
  for (const group of EXAMPLES) {
    noteLine(group.command);
    const shown: ShownExample[] = [];
    for (const example of group.examples) {
      shown.push(await shownExample(example, shown.at(-1), circumstances));
    }
    groups.push({ group, shown });
  }
  return groups;
}

/** @throws Error when a command ended as no reader would expect of its example */
async function shownExample(
  example: Example,
  before: ShownExample | undefined,
  circumstances: Circumstances,
): Promise<ShownExample> {
  const cursor = example.nextPage && before ? readCursor(before.run) : [];
  const run = await runExample(example, { ...circumstances, cursor });
  if (run.code !== (example.code ?? 0)) {
    throw new Error(
      `${example.args.join(' ')}: got exit code ${run.code}, expected ${example.code ?? 0}. ${run.err}`,
    );
  }
  return { example, run, args: [...example.args, ...cursor] };
}

function helpText(): string {
  return execFileSync(process.execPath, [join(PROJECT_ROOT, 'bin', 'inbox.js'), '--help']).toString();
}
