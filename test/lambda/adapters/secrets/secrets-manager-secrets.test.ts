import { getEventListeners } from 'node:events';
import { INGEST_LIMITS, secretsManagerClient } from '../../../../lambda/adapters/aws-clients';
import { SecretsManagerSecrets } from '../../../../lambda/adapters/secrets/secrets-manager-secrets';
import type { SecretsCache } from '../../../../lambda/contracts/environment';
import { SECRET_PLACEHOLDER } from '../../../../lambda/contracts/source-settings';
import { awsError, type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';

const MINUTE = 60_000;

describe('SecretsManagerSecrets', () => {
  let aws: FakeAws;
  let clock: { time: number; now(): number };
  let secrets: SecretsManagerSecrets;
  let secretsKept: (cache: SecretsCache) => SecretsManagerSecrets;
  beforeEach(async () => {
    aws = await startFakeAws();
    clock = { time: 1_000_000_000, now: () => clock.time };
    const arns = new Map([
      ['a', 'arn:a'],
      ['b', 'arn:b'],
    ]);
    const client = secretsManagerClient(INGEST_LIMITS);
    secretsKept = (cache) => new SecretsManagerSecrets({ client, arns, clock, cache });
    secrets = secretsKept({ cacheSeconds: 300, refreshFloorSeconds: 30 });
  });
  afterEach(() => aws.stop());

  const givenSecret = (text: string) => {
    aws.answer = () => ({ body: { SecretString: text } });
  };
  const keys = (...list: string[]) => ({ set: true, value: list });

  it('asks for the secret of the source', async () => {
    aws.answer = ({ body }) => ({ body: { SecretString: JSON.parse(body.toString()).SecretId } });
    expect(await secrets.apiToken('a')).toEqual({ set: true, value: 'arn:a' });
    expect(await secrets.apiToken('b')).toEqual({ set: true, value: 'arn:b' });
  });

  it('names a source it was given no secret of', async () => {
    await expect(secrets.apiToken('nobody')).rejects.toThrow('Secret: source "nobody"');
    await expect(secrets.apiToken('nobody')).rejects.toThrow('Secret: source "nobody"');
    expect(aws.calls).toHaveLength(0);
  });

  it('keeps a secret, and refreshes it early, as configured', async () => {
    secrets = secretsKept({ cacheSeconds: 4, refreshFloorSeconds: 2 });
    givenSecret('["old"]');
    await secrets.signingKeys('a');
    givenSecret('["new"]');
    clock.time += 1_999;
    expect(await secrets.signingKeys('a', { refresh: true })).toEqual(keys('old'));
    clock.time += 1;
    expect(await secrets.signingKeys('a', { refresh: true })).toEqual(keys('new'));
    givenSecret('["newest"]');
    clock.time += 3_999;
    expect(await secrets.signingKeys('a')).toEqual(keys('new'));
    clock.time += 1;
    expect(await secrets.signingKeys('a')).toEqual(keys('newest'));
  });

  it('makes no call for somebody who only asks whether a key is set, once it knows that one is', async () => {
    givenSecret('["k"]');
    await secrets.signingKeys('a', { anyAge: true });
    clock.time += 60 * MINUTE;
    expect(await secrets.signingKeys('a', { anyAge: true })).toEqual(keys('k'));
    expect(aws.calls).toHaveLength(1);
  });

  it('looks again for that somebody while no key is set', async () => {
    givenSecret(SECRET_PLACEHOLDER);
    expect(await secrets.signingKeys('a', { anyAge: true })).toEqual({ set: false });
    givenSecret('["k"]');
    clock.time += MINUTE;
    expect(await secrets.signingKeys('a', { anyAge: true })).toEqual(keys('k'));
  });

  it('keeps a secret for five minutes, and no longer', async () => {
    givenSecret('["old"]');
    await secrets.signingKeys('a');
    givenSecret('["new"]');
    clock.time += 5 * MINUTE - 1;
    expect(await secrets.signingKeys('a')).toEqual(keys('old'));
    clock.time += 1;
    expect(await secrets.signingKeys('a')).toEqual(keys('new'));
    expect(aws.calls).toHaveLength(2);
  });

  it('counts the age of a secret from the question, not from the answer', async () => {
    aws.answer = () => {
      clock.time += 10_000;
      return { body: { SecretString: '["old"]' } };
    };
    const asked = clock.time;
    await secrets.signingKeys('a');
    givenSecret('["new"]');
    clock.time = asked + 5 * MINUTE - 1;
    expect(await secrets.signingKeys('a')).toEqual(keys('old'));
    clock.time = asked + 5 * MINUTE;
    expect(await secrets.signingKeys('a')).toEqual(keys('new'));
  });

  it('shares one call between concurrent readers', async () => {
    givenSecret('["k"]');
    const all = await Promise.all(Array.from({ length: 20 }, () => secrets.signingKeys('a')));
    expect(all).toEqual(Array(20).fill(keys('k')));
    expect(aws.calls).toHaveLength(1);
  });

  it('refreshes when asked to, at most once in 30 seconds', async () => {
    givenSecret('["old"]');
    await secrets.signingKeys('a');
    givenSecret('["new"]');
    clock.time += 29_999;
    expect(await secrets.signingKeys('a', { refresh: true })).toEqual(keys('old'));
    clock.time += 1;
    expect(await secrets.signingKeys('a', { refresh: true })).toEqual(keys('new'));
    await Promise.all(Array.from({ length: 20 }, () => secrets.signingKeys('a', { refresh: true })));
    expect(aws.calls).toHaveLength(2);
  });

  it('counts a refresh that failed against the 30 seconds', async () => {
    givenSecret('["old"]');
    await secrets.signingKeys('a');
    clock.time += MINUTE;
    aws.answer = () => awsError(400, 'AccessDeniedException');
    await expect(secrets.signingKeys('a', { refresh: true })).rejects.toThrow();
    expect(await secrets.signingKeys('a', { refresh: true })).toEqual(keys('old'));
    expect(aws.calls).toHaveLength(2);
  });

  it.each([
    ['the placeholder', SECRET_PLACEHOLDER],
    ['a malformed value', '["unfinished'],
  ])('looks again after 30 seconds when it found %s', async (_name, text) => {
    givenSecret(text);
    await secrets.signingKeys('a').catch(() => undefined);
    givenSecret('["right"]');
    clock.time += 29_999;
    await secrets.signingKeys('a').catch(() => undefined);
    expect(aws.calls).toHaveLength(1);
    clock.time += 1;
    expect(await secrets.signingKeys('a')).toEqual(keys('right'));
  });

  describe('while Secrets Manager fails', () => {
    const denied = { name: 'AccessDeniedException' };
    beforeEach(() => {
      aws.answer = () => awsError(400, denied.name);
    });

    it('makes one attempt a second for a source it never read, however many ask', async () => {
      const asking = { anyAge: true };
      await expect(secrets.signingKeys('a', asking)).rejects.toMatchObject(denied);
      clock.time += 999;
      await expect(secrets.signingKeys('a', asking)).rejects.toMatchObject(denied);
      expect(aws.calls).toHaveLength(1);
      await expect(secrets.signingKeys('b', asking)).rejects.toMatchObject(denied);
      expect(aws.calls).toHaveLength(2);
    });

    it('makes one attempt a second once a secret is too old, however many ask', async () => {
      givenSecret('["k"]');
      await secrets.signingKeys('a');
      clock.time += 5 * MINUTE;
      aws.answer = () => awsError(400, denied.name);
      await expect(secrets.signingKeys('a')).rejects.toMatchObject(denied);
      await expect(secrets.signingKeys('a', { refresh: true })).rejects.toMatchObject(denied);
      expect(aws.calls).toHaveLength(2);
    });

    it('asks again a second after the attempt that failed', async () => {
      await expect(secrets.signingKeys('a')).rejects.toMatchObject(denied);
      givenSecret('["k"]');
      clock.time += 1_000;
      expect(await secrets.signingKeys('a')).toEqual(keys('k'));
    });
  });

  it('lets one reader give up without failing the others', async () => {
    let answerNow: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    aws.answer = async () => {
      await held;
      return { body: { SecretString: '["k"]' } };
    };
    const hasty = secrets.signingKeys('a', { signal: AbortSignal.timeout(30) });
    const patient = secrets.signingKeys('a');
    await expect(hasty).rejects.toMatchObject({ name: 'TimeoutError' });
    answerNow();
    expect(await patient).toEqual(keys('k'));
  });

  it('leaves no listener on the signal of a reader, whether the call succeeds or fails', async () => {
    const { signal } = new AbortController();
    givenSecret('["k"]');
    await secrets.signingKeys('a', { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    aws.answer = () => awsError(400, 'AccessDeniedException');
    await expect(secrets.signingKeys('b', { signal })).rejects.toThrow();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
