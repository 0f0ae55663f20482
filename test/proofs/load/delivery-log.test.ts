import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveryLog, readDeliveryLog } from '../../../proofs/load/delivery-log';
import type { ExpectedEvent } from '../../../proofs/load/workload';

const EVENT: ExpectedEvent = {
  pk: 'src#evt-1',
  source: 'src',
  eventId: 'evt-1',
  status: 'STORED',
  bodySha256: 'body',
  tail: { bytes: 3, sha256: 'tail' },
};

describe('DeliveryLog', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'delivery-log-'));
    file = join(directory, 'log.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is in the file before the next line of the sender runs, and outlives several senders', () => {
    new DeliveryLog(file).add(EVENT);
    new DeliveryLog(file).add({ ...EVENT, pk: 'src#evt-2' });
    expect(readDeliveryLog(file).events.map(({ pk }) => pk)).toEqual(['src#evt-1', 'src#evt-2']);
  });

  it('counts every delivery and names every event once', () => {
    const log = new DeliveryLog(file);
    log.add(EVENT);
    log.add(EVENT);
    log.close();
    expect(readDeliveryLog(file)).toEqual({ deliveries: 2, events: [EVENT] });
  });

  it('passes over a last line that its sender could not finish', () => {
    new DeliveryLog(file).add(EVENT);
    appendFileSync(file, '{"pk":"src#e');
    expect(readDeliveryLog(file).events).toEqual([EVENT]);
  });

  it('names the line that is none of ours', () => {
    writeFileSync(file, '{"pk":1}\n');
    expect(() => readDeliveryLog(file)).toThrow(':1: expected a delivery');
  });

  it('is refused in one line when it cannot be read', () => {
    expect(() => readDeliveryLog(`${file}-none`)).toThrow(
      `--verify: ${file}-none cannot be read (ENOENT), expected a file that --log wrote.`,
    );
  });
});
