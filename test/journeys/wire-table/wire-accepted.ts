import { quarantineKey, sha256Hex } from '../../../lambda/domain/record/keys';
import { freshIds, HANG_UP, type RunningStack } from '../stack/running-stack';

/** New events, with something to fetch. */
export function describeClaims(stack: RunningStack, provider: string, kind: string): void {
  it.each([kind, 'large'])('valid signature, new event (%s)', async (each) => {
    const { journey } = stack;
    const { body, eventId = '', extraction } = journey.sample(provider, each, freshIds());
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'accepted', eventId },
    });
    const record = await journey.final(provider, eventId);
    expect(record).toMatchObject({ status: 'STORED', provider, source: provider, generation: 1 });
    const result = await journey.stores.object(record.resultKey ?? '');
    expect(sha256Hex(result ?? '')).toBe(record.resultSha256);
    expect(result?.subarray(-(extraction?.length ?? 0) - 1)).toEqual(
      Buffer.concat([extraction ?? Buffer.alloc(0), Buffer.from('}')]),
    );
    const kept = record.rawKey
      ? await journey.stores.object(record.rawKey)
      : Buffer.from(record.rawBody ?? '');
    expect(kept).toEqual(body);
  });

  it('valid signature, new event whose extraction failed', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, 'failed', freshIds());
    expect((await journey.send(provider, body)).status).toBe(200);
    expect(await journey.final(provider, eventId)).toMatchObject({
      status: 'EXTRACTION_FAILED',
      lastError: { kind: 'extraction_failed' },
    });
  });
}

/** Events that were delivered before. */
export function describeKnownEvents(stack: RunningStack, provider: string, kind: string): void {
  it('valid signature, event known, RECEIVED and due: message sent again', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const restore = journey.disturbIngest(({ action }) => action === 'SendMessage', HANG_UP);
    expect(await journey.send(provider, body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    restore();
    expect(await journey.record(provider, eventId)).toMatchObject({ status: 'RECEIVED' });
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'duplicate', eventId },
    });
    expect(await journey.final(provider, eventId)).toMatchObject({ status: 'STORED' });
  });

  it('valid signature, event known otherwise: nothing stored, one DynamoDB call', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    await journey.send(provider, body);
    const before = await journey.final(provider, eventId);
    const [dynamodb, sqs] = [journey.ingestCalls('dynamodb'), journey.ingestCalls('sqs')];
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'duplicate', eventId },
    });
    expect([journey.ingestCalls('dynamodb') - dynamodb, journey.ingestCalls('sqs') - sqs]).toEqual([1, 0]);
    expect(await journey.record(provider, eventId)).toEqual(before);
  });
}

/** Authentic, but nothing to fetch. */
export function describeKeptOnly(stack: RunningStack, provider: string, kind: string): void {
  it('valid signature, unknown event type', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, 'unknown', freshIds());
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'archived', eventId },
    });
    expect(await journey.record(provider, eventId)).toMatchObject({ status: 'ARCHIVED' });
  });

  it("valid signature, body `timestamp` older than the source's `maxEventAge`", async () => {
    const { journey } = stack;
    const source = `${provider}-recent`;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    expect(await journey.send(source, body)).toEqual({ status: 200, body: { status: 'archived', eventId } });
    expect(await journey.record(source, eventId)).toMatchObject({
      status: 'ARCHIVED',
      lastError: { kind: 'too_old' },
    });
  });

  it('valid signature, invalid (not JSON, wrong shape)', async () => {
    const { journey } = stack;
    for (const body of [journey.sample(provider, 'invalid', freshIds()).body, Buffer.from('{"other":1}')]) {
      expect(await journey.send(provider, body)).toEqual({ status: 200, body: { status: 'quarantined' } });
      const record = await journey.stores.record(quarantineKey(provider, sha256Hex(body)));
      expect(record).toMatchObject({ status: 'QUARANTINED', bodySha256: sha256Hex(body) });
    }
  });
}
