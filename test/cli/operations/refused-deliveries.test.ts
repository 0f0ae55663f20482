import { REASON_TEXTS, type SourceDeliveries } from '../../../cli/connection/received-deliveries';
import {
  describeCounting,
  describeDeliveries,
  describeRefused,
} from '../../../cli/operations/refused-deliveries';
import { REFUSAL_METRICS } from '../../../lambda/domain/metrics';
import { NOW } from '../../support/records/records';
import { NO_DELIVERIES } from '../recorded-inbox';

const refusedTo = (source: string, refused: SourceDeliveries['refused'], accepted = 0) => ({
  source,
  refused,
  accepted,
});

describe('refused deliveries', () => {
  it('are told by source and reason, in one sentence', () => {
    expect(describeRefused(refusedTo('limai', { mismatch: 20 }))).toBe(
      '20 deliveries to limai refused in the last hour: signature matches no live key; 0 accepted',
    );
    expect(describeRefused(refusedTo('limai', { too_large: 1, missing: 2 }, 5))).toBe(
      '1 delivery to limai refused in the last hour: body over 4 MiB; 5 accepted (and 2 requests without a signature refused)',
    );
    expect(describeRefused(refusedTo('limai', { stale: 1, mismatch: 2 }))).toBe(
      '3 deliveries to limai refused in the last hour: 2 signature matches no live key, 1 valid signature, but too old; 0 accepted',
    );
    expect(describeRefused(refusedTo('limai', { missing: 1 }, 2))).toBe(
      '1 request to limai without a signature refused in the last hour (`inbox doctor` sends one each time); 2 accepted',
    );
    expect(describeRefused(refusedTo('limai', { no_key: 2 }))).toBe(
      '2 deliveries to limai refused in the last hour: no signing key is stored yet, those of `inbox doctor` included; 0 accepted',
    );
    expect(describeRefused(refusedTo('limai', {}, 5))).toBeUndefined();
  });

  it('have words for every reason of the domain, and for no other', () => {
    expect(Object.keys(REASON_TEXTS)).toEqual(Object.keys(REFUSAL_METRICS));
  });

  it('of API Gateway itself are one number', () => {
    expect(describeDeliveries({ ...NO_DELIVERIES, gatewayRefused: 3 }, NOW)[0]).toBe(
      '3 requests refused by API Gateway itself in the last hour (404, 413 and 429 in one number).',
    );
  });

  it('say how late CloudWatch is, and since when a local run counts', () => {
    expect(describeCounting(NO_DELIVERIES, NOW)).toBe('Counts come from CloudWatch, up to 3m late.');
    const since = new Date(NOW - 5 * 60_000).toISOString();
    expect(describeCounting({ ...NO_DELIVERIES, delaySeconds: 0, since }, NOW)).toBe(
      'Counted since this run started, 5m ago.',
    );
  });
});
