import { InvalidRecordError } from '../../../lambda/domain/record/event-record';
import { asTransient } from '../../../lambda/usecases/as-transient';

describe('a call to AWS on behalf of an event', () => {
  it('gives what AWS answers', async () => {
    expect(await asTransient('Reading', async () => 7)).toBe(7);
  });

  it('that fails is tried again, and its error names the call and the class, not the words', async () => {
    const cause = Object.assign(new Error('of the secret kind'), { name: 'InternalServerError' });
    await expect(asTransient('Reading', () => Promise.reject(cause))).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'transient',
      message: 'Reading failed (InternalServerError).',
      cause,
    });
  });

  it('that read an invalid record is not tried again: no retry repairs it', async () => {
    const invalid = new InvalidRecordError('Record inbox#1: attempts: got text, expected a number.');
    await expect(asTransient('Reading', () => Promise.reject(invalid))).rejects.toBe(invalid);
  });
});
