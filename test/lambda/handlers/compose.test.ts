import { createSources } from '../../../lambda/handlers/compose';
import { getProvider } from '../../../lambda/providers/registry';

const LIMAI = {
  id: 'limai',
  provider: 'limai',
  options: {},
  signingSecretArn: 'arn:signing',
  apiTokenSecretArn: 'arn:token',
};

describe('createSources', () => {
  it('gives each source its provider and that provider’s options with defaults', () => {
    const source = createSources([{ ...LIMAI, maxEventAgeSeconds: 60 }], getProvider).get('limai');
    expect(source).toMatchObject({ id: 'limai', maxEventAgeSeconds: 60 });
    expect(source?.provider.manifest.id).toBe('limai');
    expect(source?.options).toEqual(source?.provider.optionsSchema.parse({}));
  });

  it('names the source and the option that is wrong', () => {
    const wrong = { ...LIMAI, id: 'mine', options: { baseUrl: 7 } };
    expect(() => createSources([wrong], getProvider)).toThrow(/^Source "mine", options: baseUrl: /);
  });

  it('names a provider nobody knows', () => {
    expect(() => createSources([{ ...LIMAI, provider: 'nobody' }], getProvider)).toThrow(
      'Provider: got "nobody"',
    );
  });
});
