import { describeError } from '../../../cli/terminal/errors';

function named(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code && { code }) });
}

describe('describeError', () => {
  it.each([
    [
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      /Sign in as for the AWS CLI/,
    ],
    [
      named('ExpiredTokenException', 'The security token is expired.'),
      /^The security token is expired: AWS refuses/,
    ],
    [named('AccessDeniedException', 'not authorized to perform: dynamodb:Query'), /may not do this/],
    [named('ResourceNotFoundException', 'Requested resource not found'), /a part of the stack is gone/],
    [named('Error', 'connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), /nobody answers there/],
    [named('Error', 'Region is missing'), /^No AWS region is set\. Name it with --region/],
    [named('Error', 'first\n  second\n'), /^first second$/],
    ['text', /^text$/],
  ])('says in one line what to do: %s', (error, expected) => {
    const line = describeError(error);
    expect(line).toMatch(expected);
    expect(line).not.toContain('\n');
  });

  it('shows no stack trace', () => {
    expect(describeError(new TypeError('x is not a function'))).toBe('x is not a function');
  });

  it('names a problem that has no words of its own', () => {
    expect(describeError(named('TimeoutError', ''))).toMatch(/^TimeoutError: nobody answers there/);
  });
});
