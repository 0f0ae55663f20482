import { SECRET_PLACEHOLDER } from '../../lambda/domain/secret-placeholder';
import { ofType, reviewOf, synthesize } from './synthesize';

const template = synthesize();

describe('source secrets', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Secrets')).toMatchSnapshot();
  });

  it('creates two secrets per source', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 4);
  });

  it('never changes the placeholder, since an update would overwrite live keys with it', () => {
    expect(SECRET_PLACEHOLDER).toBe('extraction-inbox: put the real value here (see README, Secrets)');
    for (const [, secret] of ofType(template, 'AWS::SecretsManager::Secret')) {
      expect(secret.Properties.SecretString).toBe(SECRET_PLACEHOLDER);
      expect(secret.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });
});
