import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosPassed } from '../../../local/chaos/describe-chaos';
import { runChaos } from '../../../local/chaos/run-chaos';

/** Of the seed 6 the first kill is of an ingest function, from which a stack recovers at once: others take minutes. */
const SMALL = { events: 24, kills: 1, seed: 6, rate: 20, faults: [], waitSeconds: 60, keep: false };

describe('a chaos run', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-chaos-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('starts the stack, kills a function under load, and finds everything where it must be', async () => {
    const report = await runChaos(SMALL, directory, () => {});
    expect(report.problems).toEqual([]);
    expect(report.kills).toEqual(new Map([['ingest', 1]]));
    expect(report.evidence.recordKeys).toHaveLength(24);
    expect(chaosPassed(report)).toBe(true);
  }, 120_000);
});
