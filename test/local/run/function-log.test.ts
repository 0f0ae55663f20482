import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFunctionLog } from '../../../local/run/function-log';

describe('the log of the functions', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('holds nothing a terminal would act on, whoever printed it', async () => {
    const file = join(directory, 'functions.log');
    const log = openFunctionLog(file, 'now');
    log.write('Ingest', 'a\tb\u009b2J\u001b[2J\u202e');
    await log.close();
    expect(readFileSync(file, 'utf8')).toContain('[Ingest] a\tb\\u009b2J\\u001b[2J\\u202e\n');
  });

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
