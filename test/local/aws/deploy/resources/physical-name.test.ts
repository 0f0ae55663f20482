import { physicalName } from '../../../../../local/aws/deploy/resources/physical-name';

describe('physicalName', () => {
  it('is the stack and the logical id where that fits', () => {
    expect(physicalName('Inbox', 'Queue1A', { maxLength: 80 })).toBe('Inbox-Queue1A');
    expect(physicalName('Inbox', 'Bucket1A', { maxLength: 63, lowerCase: true })).toBe('inbox-bucket1a');
  });

  it('ends in a hash where it does not fit, so that two long names stay apart', () => {
    const one = physicalName('Inbox', `${'x'.repeat(80)}1`, { maxLength: 63 });
    const two = physicalName('Inbox', `${'x'.repeat(80)}2`, { maxLength: 63 });

    expect(one).toHaveLength(63);
    expect(two).toHaveLength(63);
    expect(one).not.toBe(two);
    expect(physicalName('Inbox', `${'x'.repeat(80)}1`, { maxLength: 63 })).toBe(one);
  });
});
