import { extend } from '../../../lambda/providers/extend';
import { jsonBody } from '../fixture';

function readPayload(payload: unknown, eventType = 'extract_run.processed') {
  return extend.read(jsonBody(JSON.stringify({ eventId: 'e', eventType, payload })));
}

describe('an Extend event', () => {
  test.each([undefined, null, 'https://payloads.example.com/x', 1, []])(
    'of an extract run is unreadable, naming payload, when payload is %j',
    (payload) => {
      expect(readPayload(payload)).toMatchObject({
        kind: 'unreadable',
        reason: expect.stringContaining('payload'),
      });
    },
  );

  test('of another type needs no payload', () => {
    expect(readPayload(undefined, 'workflow.deleted')).toMatchObject({
      kind: 'event',
      event: { disposition: 'archive' },
    });
  });

  test('keeps its result when an id in the payload has another type: the id is left out', () => {
    expect(readPayload({ object: 'extract_run', id: 7, extractor: null, updatedAt: 1 })).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType: 'extract_run.processed', disposition: 'fetch' },
    });
  });

  test.each([
    ['extract_run.processed', { status: 'PROCESSED' }, undefined],
    ['extract_run.processed', { status: 'FAILED' }, true],
    ['extract_run.failed', { status: 'FAILED' }, undefined],
    ['extract_run.failed', { status: 'PROCESSED' }, true],
    ['extract_run.processed', {}, undefined],
    ['extract_run.processed', { status: null }, undefined],
    ['workflow_run.completed', { status: 'PROCESSED' }, undefined],
    [
      'extract_run.processed',
      { object: 'signed_data_url', data: 'https://x.example', status: 'FAILED' },
      undefined,
    ],
  ])('%s with the payload %j has statusMismatch %j', (eventType, payload, statusMismatch) => {
    const reading = readPayload(payload, eventType);
    expect(reading.kind === 'event' && reading.event.statusMismatch).toBe(statusMismatch);
  });

  test('has 38 known types, of which the two of extract runs have a result', () => {
    const types = Object.entries(extend.manifest.eventTypes);
    const fetched = types.filter(([, disposition]) => disposition === 'fetch').map(([type]) => type);
    expect([types.length, fetched]).toEqual([38, ['extract_run.processed', 'extract_run.failed']]);
  });

  test('never allows an unsigned challenge', () => {
    expect(extend.allowsUnsignedChallenge()).toBe(false);
  });
});
