import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosPassed } from '../../../proofs/chaos/chaos';
import type { ChaosOptions } from '../../../proofs/chaos/chaos-options';
import { chaosPlan, KILL_TARGETS } from '../../../proofs/chaos/chaos-plan';
import { type ChaosReport, runChaos } from '../../../proofs/chaos/run-chaos';

/** The first four kills of this seed are one of each kind, the last of them well before the load ends. */
const SMALL: ChaosOptions = {
  events: 24,
  kills: 4,
  seed: 324,
  rate: 6,
  faults: [],
  waitSeconds: 60,
  quick: true,
  keep: false,
};
const ONE_OF_EACH = [...KILL_TARGETS].sort();

describe('runChaos', () => {
  let directory: string;
  let report: ChaosReport;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-chaos-test-'));
    report = await runChaos(SMALL, directory, () => {});
  }, 600_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('carries out a plan with one kill of each kind', () => {
    const planned = chaosPlan(SMALL).kills.map(({ target }) => target);
    expect([...planned].sort()).toEqual(ONE_OF_EACH);
    expect([...report.kills].sort()).toEqual(ONE_OF_EACH.map((target) => [target, 1]));
    expect(report.restarts).toBe(1);
  });

  it('finds every event once and with its result after all of them', () => {
    expect(report.problems).toEqual([]);
    expect(report.evidence.records.size).toBe(SMALL.events);
    expect(report.evidence.recordKeys).toHaveLength(SMALL.events);
    expect(chaosPassed(report)).toBe(true);
  });

  it('starts no reconciler to kill a sweeper', () => {
    // Since the restart, which came before: what the functions printed, and which of their invocations failed.
    const log = readFileSync(join(directory, 'data', 'functions.log'), 'utf8');
    const printed = new Set([...log.matchAll(/^\[(\w+)\]/gm)].map(([, functionId = '']) => functionId));
    expect([...printed].filter((functionId) => functionId.includes('Sweep'))).toHaveLength(1);
    expect([...printed].filter((functionId) => functionId.includes('Reconciliation'))).toEqual([]);
  });
});
