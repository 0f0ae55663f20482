import { parseConfig } from '../../../lib/config/parse-config';
import chaos from '../../../proofs/chaos/chaos.config';
import { QUICK_SWEEP_SECONDS, withQuickTimes } from '../../../proofs/chaos/stack/quick-times';

describe('the configuration of chaos', () => {
  it('is coherent, and recovers what a queue forgot within four minutes', () => {
    const { timing } = parseConfig(chaos);
    expect(timing.graceSeconds + timing.sweepIntervalSeconds).toBeLessThan(240);
  });
});

describe('withQuickTimes', () => {
  it('is coherent, and recovers what a queue forgot within fifteen seconds', () => {
    const { timing } = withQuickTimes(parseConfig(chaos));
    expect(timing.graceSeconds + QUICK_SWEEP_SECONDS).toBeLessThan(15);
  });

  it('changes nothing but times', () => {
    const config = parseConfig(chaos);
    expect(withQuickTimes(config)).toEqual({ ...config, timing: expect.anything() });
  });
});
