import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFunctionLog } from '../../../local/start/function-log';

describe('the log of the functions', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps what earlier starts wrote, and marks where each begins', async () => {
    const file = join(directory, 'deep', 'functions.log');
    for (const start of ['first', 'second']) {
      const log = openFunctionLog(file, start);
      log.write('Ingest', `of the ${start}`);
      await log.close();
    }
    expect(readFileSync(file, 'utf8')).toBe(
      '==== first ====\n[Ingest] of the first\n==== second ====\n[Ingest] of the second\n',
    );
  });
});
