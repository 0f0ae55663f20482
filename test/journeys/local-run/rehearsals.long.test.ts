import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { synthesize } from '../../../local/run/app/synthesize';
import { SEND_KINDS } from '../../../local/send/kinds/find-kind';
import { send } from '../../../local/send/send';
import { createSendProgram } from '../../../local/send/send-options';
import { runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import { optionsOf } from '../../support/programs/run-in-process';
import { Journey } from '../stack/journey';

const CONFIG = join(__dirname, '../configs/rehearsal.config.ts');
const SOURCES = ['limai', 'extend'];
const AT_ONCE = 6;

let directory: string;
let journey: Journey;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rehearsals-'));
  const app = join('test', 'journeys', 'local-run', 'rehearsal-app.ts');
  await synthesize({ outDir: directory, config: CONFIG, app });
  journey = await Journey.start({ cdkOutDir: directory, synthesized: true });
}, 120_000);

afterAll(async () => {
  await journey?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** What a kind led to: whether it was as expected, and what was printed. */
async function sendKind(source: string, kind: string) {
  const said: string[] = [];
  const argv = [source, kind, '--wait', '90', '--file-id', `document-${kind}`];
  const options = await optionsOf(createSendProgram, [...argv, '--endpoints', journey.endpointsFile]);
  const passed = await send(options, { line: (line) => said.push(line), progress: () => undefined });
  return { source, kind, passed, said: said.join('\n') };
}

async function sendKinds(source: string) {
  const sent: Awaited<ReturnType<typeof sendKind>>[] = [];
  const kinds = Object.keys(SEND_KINDS[source] ?? {}).filter((kind) => kind !== 'poison');
  await concurrently(kinds, AT_ONCE, async (kind) => {
    sent.push(await sendKind(source, kind));
  });
  // It takes other events that are at work down with it, so it comes last.
  return [...sent, await sendKind(source, 'poison')];
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
