import { describeFaults, FAULT_NAMES } from '../../../local/faults/fault-catalogue';
import { parseFaults } from '../../../local/faults/parse-faults';

describe('parseFaults', () => {
  it('reads names with and without a rate', () => {
    expect(parseFaults('provider-429:0.2, s3-500')).toEqual([
      { name: 'provider-429', rate: 0.2 },
      { name: 's3-500', rate: 0.5 },
    ]);
  });

  it('refuses an unknown name and lists those there are', () => {
    for (const name of FAULT_NAMES) {
      expect(() => parseFaults('provider-418')).toThrow(name);
    }
    expect(() => parseFaults('provider-418')).toThrow('Got "provider-418"');
  });

  it.each(['0', '1.5', '-1', 'often', '', '0.1:0.2'])('refuses the rate %j', (rate) => {
    expect(() => parseFaults(`s3-500:${rate}`)).toThrow('expected s3-500:<above 0, at most 1>');
  });

  it('refuses a fault named twice', () => {
    expect(() => parseFaults('s3-500,s3-500:0.1')).toThrow('Got "s3-500" twice');
  });

  it('takes no member of every object for a fault', () => {
    expect(() => parseFaults('toString')).toThrow('Got "toString"');
  });

  it('describes every fault', () => {
    for (const name of FAULT_NAMES) {
      expect(describeFaults()).toContain(`  ${name} `);
    }
  });
});
