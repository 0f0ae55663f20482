import { resolveRefusal } from '../../../../lambda/domain/lifecycle/conditional-write';
import { isMet } from '../../../simulated/stores/is-met';
import { recordIn, waitingRecord } from '../../../support/records/records';

const T0 = Date.parse('2024-01-15T10:31:00.000Z');
const T1 = Date.parse('2024-01-15T10:31:00.001Z');

describe('an expectation', () => {
  it.each([
    ['equals the value', { attribute: 'status', equals: 'RECEIVED' }, true],
    ['equals another value', { attribute: 'status', equals: 'STORED' }, false],
    ['equals, of an absent attribute', { attribute: 'leaseOwner', equals: '' }, false],
    ['equals a number, never its text', { attribute: 'attempts', equals: '0' }, false],
    ['absent, of an absent attribute', { attribute: 'leaseOwner', absent: true }, true],
    ['absent, of one that is there', { attribute: 'dueAt', absent: true }, false],
    ['absent, of one that is zero', { attribute: 'attempts', absent: true }, false],
    ['absentOrAtMost, of an absent attribute', { attribute: 'leaseUntil', absentOrAtMost: T0 }, true],
    ['absentOrAtMost the very value', { attribute: 'notBefore', absentOrAtMost: T1 }, true],
    ['absentOrAtMost an earlier value', { attribute: 'notBefore', absentOrAtMost: T0 }, false],
    ['absentOrAtMost, of numbers', { attribute: 'generation', absentOrAtMost: 0 }, false],
  ] as const)('%s', (_name, expectation, expected) => {
    expect(isMet(expectation, waitingRecord({ notBefore: T1 }))).toBe(expected);
  });
});

describe('a refused write', () => {
  it('is recognised as our own by its token: the first answer was lost', () => {
    const record = recordIn('STORED', { writeId: 'mine' });
    expect(resolveRefusal('mine', record)).toEqual({ applied: true, record });
  });

  it('is recognised as our own lease although the sweeper has written since', () => {
    const record = recordIn('PROCESSING', { writeId: 'sweeper', leaseOwner: 'mine' });
    expect(resolveRefusal('mine', record)).toEqual({ applied: true, record });
  });

  it('is not ours when another token stands there, and shows what does', () => {
    const existing = recordIn('PROCESSING', { writeId: 'theirs', leaseOwner: 'theirs' });
    expect(resolveRefusal('mine', existing)).toEqual({ applied: false, existing });
  });

  it('shows nothing when there is no record', () => {
    expect(resolveRefusal('mine', undefined)).toEqual({ applied: false });
  });
});
