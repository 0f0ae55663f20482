import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLocal } from '../../../cli/connection/connect';
import { createInbox, type Inbox } from '../../../cli/connection/inbox';
import { replayReport } from '../../../cli/operations/replay-report';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import { runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import { putFailedEvents } from '../../support/records/failed-events';
import { Journey } from '../stack/journey';

const COUNT = 1_000;
/** Above what a person would choose, so that the proof is short; the pace itself is proven on a virtual clock. */
const RATE = 400;
/** The others' provider says that the extraction failed, which is final too and costs this machine less. */
const FETCHED_EACH = 10;
const REASON = 'Limai was down from 03:00 to 04:00';

let directory: string;
let endpoints: string;
let journey: Journey;
let inbox: Inbox;
let keys: readonly string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'replay-'));
  endpoints = join(directory, 'endpoints.json');
  const config = join(__dirname, '..', 'configs', 'replay.config.ts');
  journey = await Journey.start({ endpointsFile: endpoints, config });
  inbox = createInbox(connectLocal(endpoints));
  keys = await givenFailed(COUNT);
});

afterAll(async () => {
  inbox?.close();
  await journey?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const replay = (...args: string[]) =>
  runCommand(['replay', ...args, '--endpoints', endpoints, '--json'], { answers: ['no'] });

const reportIn = (out: string) => replayReport.parse(JSON.parse(out));

async function givenFailed(count: number): Promise<readonly string[]> {
  const provider = inbox.sources.get('limai')?.provider;
  if (!provider) {
    throw new Error('Journey: no source limai.');
  }
  const bodies = Array.from({ length: count }, (_, index) => {
    const choice = { eventId: `evt_failed_${index}`, documentId: `doc_failed_${index}` };
    return journey.sample('limai', index % FETCHED_EACH === 0 ? 'success' : 'failed', choice).body;
  });
  return putFailedEvents(inbox.store, { source: 'limai', provider, policy: inbox.policy, bodies });
}

async function records() {
  return [...(await inbox.index.records(keys)).values()];
}

describe(`replay of ${COUNT} FAILED events`, () => {
  it('previews them without changing one', async () => {
    const { code, out } = await replay('--status', 'FAILED', '--source', 'limai', '--dry-run');
    const report = reportIn(out);
    expect([code, report.planned, report.done]).toEqual([0, COUNT, 0]);
    expect(report.actions).toEqual({ redrive: COUNT, refetch: 0, reingest: 0 });
    expect((await records()).every(({ status }) => status === 'FAILED')).toBe(true);
  });

  it('does nothing when a person says no', async () => {
    const { code, out, err } = await replay('--status', 'FAILED', '--reason', REASON);
    expect([code, out, err]).toEqual([1, '', 'Nothing was changed.\n']);
  });

  it('interrupted and run again redrives each once, as many as the preview said, with the reason', async () => {
    const { planned } = reportIn((await replay('--status', 'FAILED', '--dry-run')).out);
    const stop = new AbortController();
    const begun = eventually(
      async () => (await records()).some(({ status }) => status !== 'FAILED') || undefined,
      60_000,
    );
    void begun.finally(() => stop.abort());
    const args = ['--status', 'FAILED', '--reason', REASON, '--rate', String(RATE), '--yes'];
    const command = ['replay', ...args, '--endpoints', endpoints, '--json'];
    const first = await runCommand(command, { signal: stop.signal });
    const second = await runCommand(command);
    const [one, two] = [reportIn(first.out), reportIn(second.out)];
    expect([first.code, second.code]).toEqual([130, 0]);
    expect(one.left).toBeGreaterThan(0);
    expect([one.done + two.done, one.done + one.left]).toEqual([planned, planned]);
    const all = await eventually(async () => {
      const now = await records();
      return now.every(({ status }) => isFinal(status)) ? now : undefined;
    }, 120_000);
    expect(all).toHaveLength(COUNT);
    for (const record of all) {
      expect(record).toMatchObject({ generation: 1, replayReason: REASON });
    }
    expect(all.filter(({ status }) => status === 'STORED')).toHaveLength(COUNT / FETCHED_EACH);
    expect(all.filter(({ status }) => status === 'EXTRACTION_FAILED')).toHaveLength(
      COUNT - COUNT / FETCHED_EACH,
    );
  });

  it('finds nothing more to redrive', async () => {
    const { code, out } = await replay('--status', 'FAILED', '--reason', REASON, '--yes');
    expect([code, reportIn(out).planned]).toEqual([0, 0]);
  });
});
