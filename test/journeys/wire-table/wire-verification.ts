import { INVALID_SIGNATURE, type RunningStack } from '../stack/running-stack';

/** Limai's "Verify URL". */
export function describeVerification(stack: RunningStack): void {
  const challenge = { challenge: 'chal_3f9c1b7e5a' };

  it.each(['verification', 'verification-data'])('Limai VERIFICATION, valid (%s)', async (kind) => {
    const { journey } = stack;
    const before = journey.ingestCalls('dynamodb');
    expect(await journey.send('limai', journey.sample('limai', kind).body)).toEqual({
      status: 200,
      body: challenge,
    });
    expect(journey.ingestCalls('dynamodb')).toBe(before);
  });

  it('Limai VERIFICATION, answered as text by option, and unsigned by option', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    const answer = await fetch(stack.journey.source('limai-text').url, {
      method: 'POST',
      body: new Uint8Array(body),
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect([answer.status, await answer.text()]).toEqual([200, challenge.challenge]);
  });

  it('Limai VERIFICATION, unsigned', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    const answer = await stack.journey.send('limai', body, { signingKey: 'another' });
    expect(answer).toEqual(INVALID_SIGNATURE);
  });

  it('Limai VERIFICATION of a source in set-up mode', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    expect(await stack.journey.send('limai-new', body, { signingKey: 'any' })).toEqual({
      status: 200,
      body: challenge,
    });
  });
}
