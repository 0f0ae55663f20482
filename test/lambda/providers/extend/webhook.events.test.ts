import { extend } from '../../../../lambda/providers/extend';
import { jsonBody } from '../fixture';

const LINK = 'https://payloads.example.com/x';

function readPayload(payload: unknown, eventType = 'extract_run.processed') {
  return extend.parseEvent(jsonBody(JSON.stringify({ eventId: 'e', eventType, payload })));
}

describe('an Extend event', () => {
  it.each([
    ...[undefined, null, LINK, 1, [], {}, { data: null }, { data: 5 }, { data: 'http://h/x' }],
    ...[
      { object: 'parse_run_status', id: 'pr_1' },
      { object: 'workflow_run', output: {} },
    ],
  ])('of an extract run is invalid, naming payload, when payload is %j', (payload) => {
    for (const eventType of ['extract_run.processed', 'extract_run.failed']) {
      expect(readPayload(payload, eventType)).toMatchObject({
        kind: 'invalid',
        reason: expect.stringContaining('payload'),
      });
    }
  });

  it.each([
    [{ data: LINK }, {}],
    [{ object: 'signed_data_url', data: LINK, id: 'exr_1' }, { documentId: 'exr_1' }],
    [{ object: 'signed_url', data: LINK }, { unknownShape: true }],
    [{ object: 'extract_run', id: 'exr_1', data: LINK }, { documentId: 'exr_1' }],
    [{ id: 'exr_1' }, { documentId: 'exr_1' }],
    [{ output: {} }, { carriesData: true }],
  ])('of an extract run is fetched when payload is %j', (payload, expected) => {
    expect(readPayload(payload)).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType: 'extract_run.processed', disposition: 'fetch', ...expected },
    });
  });

  it.each([
    ['parse_run.processed', { data: LINK }, { disposition: 'archive_link' }],
    [
      'workflow_run.completed',
      { object: 'signed_data_url', data: LINK, id: 'w_1' },
      { disposition: 'archive_link', documentId: 'w_1' },
    ],
    [
      'verify_run.processed',
      { object: 'signed_url', data: LINK },
      { disposition: 'archive_link', unknownShape: true },
    ],
    ['parse_run.processed', { object: 'parse_run_status', data: LINK }, { disposition: 'archive' }],
    ['parse_run.processed', { data: 'http://h/x' }, { disposition: 'archive' }],
    ['parse_run.processed', { data: LINK, output: {} }, { disposition: 'archive' }],
    ['workflow.deleted', undefined, { disposition: 'archive' }],
    ['workflow.deleted', LINK, { disposition: 'archive' }],
    ['workflow.deleted', {}, { disposition: 'archive' }],
  ])('%s with the payload %j is kept: %j', (eventType, payload, expected) => {
    expect(readPayload(payload, eventType)).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType, ...expected },
    });
  });

  it('keeps its result when an id in the payload is none: it is left out', () => {
    expect(readPayload({ object: 'extract_run', id: true, extractor: null, updatedAt: 1 })).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType: 'extract_run.processed', disposition: 'fetch' },
    });
  });

  it.each(['12345678901234567890', '1e5', '-0'])(
    'may have the number %s for any id, and keeps its exact text',
    (number) => {
      const text = `{"eventId":${number},"eventType":"extract_run.processed",
        "payload":{"id":0,"id":${number},"extractor":{"id":${number}}}}`;
      expect(extend.parseEvent(jsonBody(text))).toEqual({
        kind: 'event',
        event: {
          eventId: number,
          eventType: 'extract_run.processed',
          disposition: 'fetch',
          documentId: number,
          schemaId: number,
        },
      });
    },
  );

  it.each([
    ['extract_run.processed', { status: 'PROCESSED' }, undefined],
    ['extract_run.processed', { status: 'FAILED' }, true],
    ['extract_run.failed', { status: 'FAILED' }, undefined],
    ['extract_run.failed', { status: 'PROCESSED' }, true],
    ['extract_run.processed', {}, undefined],
    ['extract_run.processed', { status: null }, undefined],
    ['workflow_run.completed', { status: 'PROCESSED' }, undefined],
    ['extract_run.processed', { object: 'signed_data_url', data: LINK, status: 'FAILED' }, undefined],
  ])('%s with the payload %j has statusMismatch %j', (eventType, payload, statusMismatch) => {
    const reading = readPayload({ object: 'extract_run', ...payload }, eventType);
    expect(reading.kind === 'event' && reading.event.statusMismatch).toBe(statusMismatch);
  });

  it('has 40 known types, of which the two of extract runs have a result', () => {
    const types = Object.entries(extend.manifest.eventTypes);
    const fetched = types.filter(([, disposition]) => disposition === 'fetch').map(([type]) => type);
    expect([types.length, fetched]).toEqual([40, ['extract_run.processed', 'extract_run.failed']]);
    expect(types).toContainEqual(['form_detection_run.failed', 'archive']);
  });

  it('never allows an unsigned challenge', () => {
    expect(extend.allowsUnsignedChallenge()).toBe(false);
  });
});

describe('the failure types of the manifest', () => {
  it.each(Object.keys(extend.manifest.eventTypes))(
    'agree with what an event of %s is read as',
    (eventType) => {
      const reading = extend.parseEvent(
        jsonBody(
          JSON.stringify({ eventId: 'e', eventType, payload: { object: 'extract_run', id: 'exr_1' } }),
        ),
      );
      const failureTypes: readonly string[] = extend.manifest.failureTypes;
      expect(reading).toMatchObject({ event: { eventType } });
      expect(reading.kind === 'event' && reading.event.failed === true).toBe(
        failureTypes.includes(eventType),
      );
    },
  );
});
