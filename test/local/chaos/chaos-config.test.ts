import { parseConfig } from '../../../lib/config/parse-config';
import chaos from '../../../local/chaos/chaos.config';

describe('the configuration of chaos', () => {
  it('is coherent, and recovers what a queue forgot within four minutes', () => {
    const { timing } = parseConfig(chaos);
    expect(timing.graceSeconds + timing.sweepIntervalSeconds).toBeLessThan(240);
  });
});
