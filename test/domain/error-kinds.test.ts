import { kindOfStatus, ProviderError } from '../../lambda/domain/error-kinds';

describe('the kind of an HTTP status', () => {
  it.each([
    [400, 'permanent'],
    [401, 'credentials'],
    [402, 'credentials'],
    [403, 'credentials'],
    [404, 'not_found'],
    [405, 'permanent'],
    [408, 'transient'],
    [409, 'permanent'],
    [410, 'permanent'],
    [413, 'permanent'],
    [422, 'permanent'],
    [425, 'transient'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
    [504, 'transient'],
    [599, 'transient'],
    [301, 'transient'],
    [100, 'transient'],
  ])('%i is %s', (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});

describe('a provider error', () => {
  it('keeps its cause, its name and what the provider asked for', () => {
    const cause = new Error('socket hang up');
    const error = new ProviderError('transient', 'what, got, remedy', { cause, retryAfter: 7_000 });
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'transient', retryAfter: 7_000, cause });
    expect(error).toBeInstanceOf(Error);
  });
});
