import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/run/synthesize';
import { JOURNEYS_CONFIG } from './journey';

const SYNTH_WITHIN_MS = 60_000;

/** The app with the journeys' configuration, synthesized once for all runs of a test file. */
export function givenSynthesizedApp(): {
  options(): { readonly cdkOutDir: string; readonly synthesized: true };
} {
  let directory = '';

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'journeys-app-'));
    await synthesize({ outDir: directory, config: JOURNEYS_CONFIG });
  }, SYNTH_WITHIN_MS);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  return { options: () => ({ cdkOutDir: directory, synthesized: true }) };
}
