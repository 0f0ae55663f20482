import { findArchivedLink, parseRunPayload } from '../../../../lambda/providers/extend/webhook';
import { jsonBody } from '../fixture';

const LINK = 'https://payloads.example.com/x';
const OUTPUT = { value: { total: 1 } };

/** What `data` may hold that nobody can follow. */
const NO_ADDRESSES: readonly unknown[] = [
  ...['http://payloads.example.com/x', 'ftp://h/x', 'file:///etc/passwd', '/relative', 'not an address', ''],
  ...[
    '//h/x',
    'https://',
    'http://localhost:1/x',
    'http://127.0.0.1.evil.example/x',
    'data:application/json,{}',
  ],
  ...[null, 5, true, [LINK], { url: LINK }],
];

const findShape = (payload: unknown) =>
  parseRunPayload(payload === undefined ? undefined : jsonBody(JSON.stringify(payload)));

describe('the payload of an extract run’s event', () => {
  it.each<[string, object, string | undefined]>([
    ['the SDK’s link', { object: 'signed_data_url', data: LINK, id: 'exr_1' }, LINK],
    ['the SDK’s link without an id', { object: 'signed_data_url', data: LINK }, LINK],
    ['the SDK’s link without an address', { object: 'signed_data_url', id: 'exr_1' }, undefined],
    [
      'the SDK’s link to an address nobody can follow',
      { object: 'signed_data_url', data: 'ftp://h', id: 7 },
      undefined,
    ],
    ['the documentation’s link', { data: LINK }, LINK],
    ['the documentation’s link with an id', { data: LINK, id: 'exr_1' }, LINK],
    ['a link whose object is null', { object: null, data: LINK }, LINK],
    ['a link beside an output that is null', { data: LINK, output: null }, LINK],
    ['a link in capitals', { data: 'HTTPS://payloads.example.com/x' }, 'HTTPS://payloads.example.com/x'],
    ['a link of the local run', { data: 'http://127.0.0.1:4572/x' }, 'http://127.0.0.1:4572/x'],
  ])('is a link: %s', (_, payload, url) => {
    expect(findShape(payload)).toEqual({ kind: 'link', url, isUnknownShape: false });
  });

  it.each<[string, object]>([
    ['an oddly written name', { object: 'signed_url', data: LINK }],
    ['an unknown name', { object: 'extract_run_v2', data: LINK, id: 'exr_1' }],
    ['an empty name', { object: '', data: LINK }],
    ['a name that is no text', { object: 5, data: LINK }],
  ])('is a link of an unknown shape under %s', (_, payload) => {
    expect(findShape(payload)).toEqual({ kind: 'link', url: LINK, isUnknownShape: true });
  });

  it.each<[string, object]>([
    ['a run', { object: 'extract_run', id: 'exr_1' }],
    ['a run without anything else', { object: 'extract_run' }],
    ['a run that has a link under data', { object: 'extract_run', data: LINK }],
    ['an id alone', { id: 'exr_1' }],
    ['a number for an id', { id: 12345 }],
    ['an id beside data nobody can follow', { id: 'exr_1', data: 'http://h/x' }],
    ['an output alone', { output: OUTPUT }],
    ['an output beside a link', { data: LINK, output: OUTPUT }],
    ['an output in what calls itself a link', { object: 'signed_data_url', data: LINK, output: OUTPUT }],
    ['an id beside a name that is no text', { object: 5, id: 'exr_1' }],
  ])('is the run itself: %s', (_, payload) => {
    expect(findShape(payload)).toMatchObject({ kind: 'inline' });
  });

  it.each<[string, unknown, string]>([
    ['no payload', undefined, 'payload: expected a JSON object'],
    ...[null, LINK, 1, true, []].map((payload): [string, unknown, string] => [
      `the payload ${JSON.stringify(payload)}`,
      payload,
      'payload: expected a JSON object',
    ]),
    ['an empty object', {}, 'payload: expected an extract run'],
    ['an id nobody can use', { id: true }, 'payload: expected an extract run'],
    ['an output that is no object', { output: [1] }, 'payload: expected an extract run'],
    ['a status alone', { status: 'PROCESSED' }, 'payload: expected an extract run'],
    ['an error', { code: 'INTERNAL_ERROR', message: 'x' }, 'payload: expected an extract run'],
    ...NO_ADDRESSES.map((data): [string, unknown, string] => [
      `data ${JSON.stringify(data)}`,
      { data },
      'payload: expected an extract run',
    ]),
    ...['classify_run', 'workflow_run', 'extractor_version', 'batch_run'].map(
      (object): [string, unknown, string] => [
        `a link that calls itself ${object}`,
        { object, data: LINK, id: 'x' },
        'payload.object: expected "extract_run" or "signed_data_url"',
      ],
    ),
    ...['parse_run_status', 'workflow_run', 'extract_run_v2', 'EXTRACT_RUN', ''].map(
      (object): [string, unknown, string] => [
        `the object ${JSON.stringify(object)}`,
        { object, id: 'exr_1', output: OUTPUT },
        'payload.object: expected "extract_run" or "signed_data_url"',
      ],
    ),
    [
      'a link without id and address',
      { object: 'signed_data_url', data: 'http://h/x' },
      'payload.data: expected an https URL',
    ],
  ])('is invalid, and says what was expected and no value: %s', (_, payload, reason) => {
    const shape = findShape(payload);
    expect(shape).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(shape)).not.toMatch(/exr_1|example\.com|h\/x|INTERNAL/);
  });
});

describe('the payload of any other event', () => {
  const linkIn = (payload: unknown) =>
    findArchivedLink(payload === undefined ? undefined : jsonBody(JSON.stringify(payload)));

  it.each<[string, object, boolean]>([
    ['the SDK’s link', { object: 'signed_data_url', data: LINK, id: 'pr_1' }, false],
    ['the documentation’s link', { data: LINK }, false],
    ['a link whose object is null', { object: null, data: LINK }, false],
    ['a link under an unknown name', { object: 'signed_url', data: LINK }, true],
    ['a link of a resource of the future', { object: 'verify_run', data: LINK }, true],
  ])('is a link: %s', (_, payload, isUnknownShape) => {
    expect(linkIn(payload)).toEqual({ url: LINK, isUnknownShape });
  });

  it.each([
    ...['classify_run', 'split_run', 'parse_run', 'parse_run_status', 'edit_run', 'form_detection_run'],
    ...['batch_run', 'workflow_run', 'workflow_step_run', 'step_run', 'workflow', 'extract_run'],
    ...['extractor', 'classifier', 'splitter', 'extractor_version', 'classifier_version', 'splitter_version'],
    ...['workflow_version'],
  ])('is no link when it is a %s that has an address under data', (object) => {
    expect(linkIn({ object, data: LINK })).toBeUndefined();
  });

  it.each([
    ['no payload', undefined],
    ['a text', LINK],
    ['an output beside it', { data: LINK, output: {} }],
    ...NO_ADDRESSES.map((data): [string, unknown] => [`data ${JSON.stringify(data)}`, { data }]),
  ])('is no link: %s', (_, payload) => {
    expect(linkIn(payload)).toBeUndefined();
  });
});
