import { type ErrorKind, ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { FetchOutcome } from '../../../../lambda/domain/provider/provider';
import { awaitReason } from '../../../../lambda/providers/shared/api-get';

const UNEXPLAINED: FetchOutcome = { kind: 'extraction_failed', reason: 'No reason was given.' };

const failing = (error: Error) => awaitReason(Promise.reject(error), UNEXPLAINED);

describe('asking for the reason of a failure', () => {
  it('gives the reason the provider gives', async () => {
    const told: FetchOutcome = { kind: 'extraction_failed', reason: 'The file could not be read.' };
    expect(await awaitReason(Promise.resolve(told), UNEXPLAINED)).toBe(told);
  });

  it('ends without a reason when the provider has data: the event said that it failed', async () => {
    const data: FetchOutcome = { kind: 'data', extraction: Buffer.from('{}') };
    expect(await awaitReason(Promise.resolve(data), UNEXPLAINED)).toBe(UNEXPLAINED);
  });

  it.each<ErrorKind>(['permanent', 'not_found', 'not_ready', 'empty_result', 'no_longer_available'])(
    'ends without a reason at %s',
    async (kind) => {
      expect(await failing(new ProviderError(kind, 'No reason to be had.'))).toBe(UNEXPLAINED);
    },
  );

  it.each<ErrorKind>(['transient', 'throttled', 'credentials', 'identity_mismatch'])(
    'is tried again at %s',
    async (kind) => {
      const error = new ProviderError(kind, 'It may be had later.');
      await expect(failing(error)).rejects.toBe(error);
    },
  );

  it('hides no fault of our own', async () => {
    await expect(failing(new TypeError('bug'))).rejects.toThrow('bug');
  });
});
