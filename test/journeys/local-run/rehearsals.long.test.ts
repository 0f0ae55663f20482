import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { applyFaults } from '../../../local/faults/apply-faults';
import { parseFaults } from '../../../local/faults/parse-faults';
import { synthesize } from '../../../local/run/app/synthesize';
import { findFunctions } from '../../../local/run/local-functions';
import { SEND_KINDS } from '../../../local/send/kinds/find-kind';
import { send } from '../../../local/send/send';
import { createSendProgram } from '../../../local/send/send-options';
import { runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import { optionsOf } from '../../support/programs/run-in-process';
import { Journey } from '../stack/journey';
import { REHEARSALS, type Rehearsal, WITHOUT_REHEARSAL } from './runbook-blocks';

const CONFIG = join(__dirname, '../configs/rehearsal.config.ts');
const SOURCES = ['limai', 'extend'];
const AT_ONCE = 3;
const SWEEP_MS = 3_000;

let directory: string;
let journey: Journey;
let sweeping: NodeJS.Timeout;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rehearsals-'));
  const app = join('test', 'journeys', 'local-run', 'rehearsal-app.ts');
  await synthesize({ outDir: directory, config: CONFIG, app });
  journey = await Journey.start({ cdkOutDir: directory, synthesized: true });
  // No rule of EventBridge runs more often than once a minute.
  const sweepers = findFunctions(journey.run.deployment, 'sweep');
  sweeping = setInterval(() => sweepers.forEach((id) => void journey.run.invoke(id, {})), SWEEP_MS);
}, 120_000);

afterAll(async () => {
  clearInterval(sweeping);
  await journey?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** What a kind led to: whether it was as expected, and what was printed. */
async function sendKind(source: string, kind: string) {
  const said: string[] = [];
  const argv = [source, kind, '--wait', '120', '--file-id', `document-${kind}`];
  const options = await optionsOf(createSendProgram, [...argv, '--endpoints', journey.endpointsFile]);
  const passed = await send(options, { line: (line) => said.push(line), progress: () => undefined });
  return { source, kind, passed, said: said.join('\n') };
}

async function sendKinds(source: string) {
  const sent: Awaited<ReturnType<typeof sendKind>>[] = [];
  // A poison event is sent by the runbook's blocks below: it takes other events that are at work down with it.
  const kinds = Object.keys(SEND_KINDS[source] ?? {}).filter((kind) => kind !== 'poison');
  await concurrently(kinds, AT_ONCE, async (kind) => {
    sent.push(await sendKind(source, kind));
  });
  return sent;
}

describe('npm run send', () => {
  it('leads, for each kind, to the ending that its help says', async () => {
    const sent = await Promise.all(SOURCES.map(sendKinds));
    expect(sent.flat().filter(({ passed }) => !passed)).toEqual([]);
  }, 240_000);

  it.each(SOURCES)('leads to a document of %s that only reconciliation finds', async (source) => {
    const { code } = await runCommand([
      'reconcile',
      source,
      '--since',
      '2h',
      '--endpoints',
      journey.endpointsFile,
    ]);
    expect(code).toBe(0);
    await eventually(async () => {
      const records = await journey.stores.allRecords();
      return (
        records.some(
          ({ origin, provider, status, documentId }) =>
            [origin, provider, status, documentId].join() ===
            ['reconciled', source, 'STORED', 'document-never-sent'].join(),
        ) || undefined
      );
    }, 20_000);
  });
});

describe('the runbook', () => {
  it('says of each entry how it is rehearsed, or why it cannot be', () => {
    expect(WITHOUT_REHEARSAL).toEqual([]);
  });

  it('has blocks that each show something', () => {
    expect(REHEARSALS.length).toBeGreaterThan(14);
    expect(REHEARSALS.filter(({ commands }) => !commands.some(({ shows }) => shows))).toEqual([]);
  });

  // The two that wait for crashes go side by side.
  it('is rehearsed by the blocks with a poison event', async () => {
    await Promise.all(REHEARSALS.filter(hasPoison).map(rehearse));
  }, 240_000);

  it.each(REHEARSALS.filter((one) => !hasPoison(one)).map((one) => [one.entry, one] as const))(
    'is rehearsed by the block of %s',
    async (_, rehearsal) => rehearse(rehearsal),
    60_000,
  );
});

function hasPoison({ commands }: Rehearsal): boolean {
  return commands.some(({ words }) => words.includes('poison'));
}

/** Types each command of a block, some again until they show what the block says. */
async function rehearse({ commands }: Rehearsal): Promise<void> {
  let stopFaults = () => {};
  try {
    for (const { words, shows } of commands) {
      const faults = words.join(' ').startsWith('npm start -- --faults') ? words.at(-1) : undefined;
      if (faults !== undefined) {
        ({ stop: stopFaults } = applyFaults(parseFaults(faults), journey.run, { seed: 1 }));
        continue;
      }
      let said = '';
      await eventually(async () => {
        said = await type(words);
        return shows === undefined || said.includes(shows) || undefined;
      }, 40_000).catch(() =>
        expect([words.join(' '), said]).toEqual([words.join(' '), expect.stringContaining(shows ?? '')]),
      );
    }
  } finally {
    stopFaults();
  }
}

/** What a command prints, typed beside this run. */
async function type([first, ...words]: readonly string[]): Promise<string> {
  const endpoints = ['--endpoints', journey.endpointsFile];
  if (first === 'npx') {
    const { out, err } = await runCommand([
      ...words.slice(1).filter((word) => word !== '--local'),
      ...endpoints,
    ]);
    return out + err;
  }
  const lines: string[] = [];
  const options = await optionsOf(createSendProgram, [...words.slice(3), ...endpoints]);
  await send(options, { line: (line) => lines.push(line), progress: () => undefined });
  return lines.join('\n');
}
