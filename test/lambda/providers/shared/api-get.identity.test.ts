import type { IdentityMismatch } from '../../../../lambda/domain/provider/provider';
import { refuseOtherDocument } from '../../../../lambda/providers/shared/api-get';
import { jsonBody } from '../fixture';
import { errorFrom } from '../support/fetch-from';

/** Checks an answer's id, given as JSON text or not at all, against the event's. */
async function check(expected: string | undefined, got: string | undefined) {
  const mismatches: IdentityMismatch[] = [];
  const fileId = [expected, got === undefined ? undefined : jsonBody(got)] as const;
  const attempt = (async () =>
    refuseOtherDocument('Call', { fileId }, { onMismatch: (mismatch) => mismatches.push(mismatch) }))();
  return { attempt, mismatches };
}

describe('the check of an answer’s id', () => {
  it.each([
    ['the same text', 'file_1', '"file_1"'],
    ['the same text, escaped', 'é', '"\\u00e9"'],
    ['a number of the same text', '12345678901234567890', '12345678901234567890'],
    ['a text of the same digits', '7', '"7"'],
    ['an id the event does not name', undefined, '"file_2"'],
    ['no id', 'file_1', undefined],
    ['null', 'file_1', 'null'],
    ['an id of no form where the event names none', undefined, '{"id":"file_2"}'],
  ])('lets %s pass', async (_, expected, got) => {
    const { attempt, mismatches } = await check(expected, got);
    await expect(attempt).resolves.toBeUndefined();
    expect(mismatches).toEqual([]);
  });

  it.each([
    ['another text', 'file_1', '"file_2"', 'file_2'],
    ['another case', 'file_1', '"FILE_1"', 'FILE_1'],
    [
      'a number that a double would round to the same',
      '12345678901234567890',
      '12345678901234567891',
      '12345678901234567891',
    ],
    ['another writing of the same number', '100000', '1e5', '1e5'],
    ['an empty text', 'file_1', '""', 'an empty string'],
    ['an endless text', 'file_1', `"${'x'.repeat(4_097)}"`, 'a string of more than 4096 characters'],
    ['an endless number', 'file_1', '1'.repeat(4_097), 'a number of more than 4096 characters'],
    ['an ill-formed text', 'file_1', '"\\ud800"', 'a string that is not well-formed'],
    ['a list', 'file_1', '["file_1"]', 'an array'],
    ['an object', 'file_1', '{"id":"file_1"}', 'an object'],
    ['true', 'file_1', 'true', 'a boolean'],
  ])('refuses %s, and tells both ids to the log alone', async (_, expected, json, got) => {
    const { attempt, mismatches } = await check(expected, json);
    const error = await errorFrom(attempt);
    expect(error).toMatchObject({
      kind: 'identity_mismatch',
      message:
        'Call: got the fileId of another document, expected that of the event. The answer was not stored.',
    });
    expect(mismatches).toEqual([{ field: 'fileId', expected, got }]);
  });
});
