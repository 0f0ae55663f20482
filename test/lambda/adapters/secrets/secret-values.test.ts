import { parseApiToken, parseSigningKeys } from '../../../../lambda/adapters/secrets/secret-values';
import { SECRET_PLACEHOLDER } from '../../../../lambda/contracts/source-settings';

describe('parseSigningKeys', () => {
  it.each([
    ['a list, newest first', '["new", "old"]', ['new', 'old']],
    ['one bare key', 'wss_abc', ['wss_abc']],
    ['one bare key with a line break after it', 'wss_abc\n', ['wss_abc']],
    ['a key with inner spaces', '[" a b "]', [' a b ']],
  ])('reads %s', (_name, text, value) => {
    expect(parseSigningKeys('a', text)).toEqual({ set: true, value });
  });

  it.each(['', '\n'])('takes the placeholder for not set, line break "%s" or not', (end) => {
    expect(parseSigningKeys('a', SECRET_PLACEHOLDER + end)).toEqual({ set: false });
  });

  it.each([
    ['an unfinished list', '["s3cr3t'],
    ['an object', '{"key":"s3cr3t"}'],
    ['a JSON text', '"s3cr3t"'],
    ['an empty list', '[]'],
    ['a list with an empty key', '["s3cr3t", ""]'],
    ['a list with a number', '["s3cr3t", 1]'],
    ['a list that holds the public placeholder', JSON.stringify(['s3cr3t', SECRET_PLACEHOLDER])],
    ['nothing', ' '],
  ])('refuses %s, naming the source and never the value', (_name, text) => {
    const refusal = catchError(() => parseSigningKeys('my-source', text));
    expect(refusal.message).toContain('source "my-source": expected a JSON list');
    expect(refusal.message).not.toContain('s3cr3t');
    expect(refusal.cause).toBeUndefined();
  });
});

describe('parseApiToken', () => {
  it('reads a token, without the line break after it', () => {
    expect(parseApiToken('a', 'sk_live_1\n')).toEqual({ set: true, value: 'sk_live_1' });
  });

  it('takes the placeholder for not set', () => {
    expect(parseApiToken('a', SECRET_PLACEHOLDER)).toEqual({ set: false });
  });

  it.each([
    ['nothing', ''],
    ['JSON', '{"token":"s3cr3t"}'],
    ['two lines', 's3cr3t\r\nx-evil: 1'],
    ['what a header cannot hold', 's3cr3t\u0000'],
    ['no ASCII', 's3cr3tü'],
  ])('refuses %s, naming the source and never the value', (_name, text) => {
    const refusal = catchError(() => parseApiToken('my-source', text));
    expect(refusal.message).toContain('source "my-source": expected the token itself');
    expect(refusal.message).not.toContain('s3cr3t');
  });
});

function catchError(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was accepted; expected an error.');
}
