import { DeliveryCounts } from '../../../local/run/delivery-counts';
import { NOW } from '../../support/records/records';

const MINUTE = 60_000;
const emf = (values: object) => JSON.stringify({ _aws: { Timestamp: NOW }, service: 'ingest', ...values });

/** Counts whose clock can be moved. */
function countsAt(start: number) {
  const clock = { now: start };
  return { clock, counts: new DeliveryCounts(() => clock.now) };
}

describe('what a local run counts', () => {
  it('are deliveries by source and reason, from the metrics in log lines', () => {
    const { counts } = countsAt(NOW);
    counts.readLine(emf({ source: 'limai', reason: 'mismatch', SignatureRejected: 1 }));
    counts.readLine(emf({ source: 'limai', reason: 'mismatch', SignatureRejected: [1, 1] }));
    counts.readLine(emf({ source: 'limai', Accepted: 1, EventIdReused: 1 }));
    counts.readLine(emf({ source: 'extend', reason: 'too_large', BodyTooLarge: 1 }));
    counts.gatewayRefused();
    expect(counts.report()).toEqual({
      since: new Date(NOW).toISOString(),
      delaySeconds: 0,
      sources: [
        { source: 'extend', accepted: 0, refused: { too_large: 1 } },
        { source: 'limai', accepted: 1, refused: { mismatch: 3 } },
      ],
      gatewayRefused: 1,
    });
  });

  it.each([
    ['a metric under the service alone', emf({ SignatureRejected: 1 })],
    ['a log line', JSON.stringify({ message: '"_aws"', source: 'limai', reason: 'mismatch' })],
    ['an unknown reason', emf({ source: 'limai', reason: 'new', SignatureRejected: 1 })],
    ['half a line', '{"_aws":{'],
    ['no object', '"_aws"'],
  ])('does not count %s', (_, line) => {
    const { counts } = countsAt(NOW);
    counts.readLine(line);
    expect(counts.report().sources).toEqual([]);
  });

  it('leaves out what is more than an hour old', () => {
    const { clock, counts } = countsAt(NOW);
    counts.readLine(emf({ source: 'limai', Accepted: 1 }));
    clock.now = NOW + 59 * MINUTE;
    counts.readLine(emf({ source: 'limai', Accepted: 1 }));
    expect(counts.report().sources).toMatchObject([{ accepted: 2 }]);
    clock.now = NOW + 62 * MINUTE;
    expect(counts.report()).toMatchObject({
      since: new Date(NOW + 2 * MINUTE).toISOString(),
      sources: [{ accepted: 1 }],
    });
  });
});
