import { credentialsTreatedAsExpired, defaultProvider } from '../../../lambda/adapters/env-credentials';

describe('env credentials', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('come from the environment as Lambda sets it', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'id';
    process.env.AWS_SECRET_ACCESS_KEY = 'key';
    process.env.AWS_SESSION_TOKEN = 'token';
    const credentials = await defaultProvider()();
    expect(credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'token' });
    expect(credentialsTreatedAsExpired(credentials)).toBe(false);
  });

  it('say which variables they expect, and no value', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    process.env.AWS_SECRET_ACCESS_KEY = 's3cr3t';
    const refusal = await defaultProvider()().catch((error: Error) => error.message);
    expect(refusal).toContain('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
    expect(refusal).not.toContain('s3cr3t');
  });
});
