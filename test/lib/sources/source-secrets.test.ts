import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { reviewOf, sourceSecretsOf, synthesize } from '../synthesize';

const template = synthesize();

describe('source secrets', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Secrets')).toMatchSnapshot();
  });

  it('creates two secrets per source', () => {
    expect(sourceSecretsOf(template)).toHaveLength(4);
  });

  it('never changes the placeholder, since an update would overwrite live keys with it', () => {
    expect(SECRET_PLACEHOLDER).toBe('extraction-inbox: put the real value here (see README, Secrets)');
    for (const [, secret] of sourceSecretsOf(template)) {
      expect(secret.Properties.SecretString).toBe(SECRET_PLACEHOLDER);
      expect(secret.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  it('creates other secrets for a source id that moves to another provider, so that no token goes with it', () => {
    const idsFor = (provider: 'limai' | 'extend') =>
      sourceSecretsOf(synthesize({ sources: [{ id: 'moved', provider }] })).map(([id]) => id);
    const before = idsFor('limai');
    expect(before).toHaveLength(2);
    expect(idsFor('extend').filter((id) => before.includes(id))).toEqual([]);
  });

  it('keeps ids apart that differ by a hyphen and more', () => {
    const ids = ['a-b', 'ab', 'a-bc', 'ab-c', 'a1', '1a', 'limai', 'limai-x'];
    const sources = ids.map((id, index) => ({ id, provider: index % 2 ? 'limai' : 'extend' }) as const);
    expect(sourceSecretsOf(synthesize({ sources }))).toHaveLength(2 * ids.length);
  });
});
