import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import { InvalidRecordError } from '../../../lambda/domain/record/event-record';
import { eventKey, quarantineKey } from '../../../lambda/domain/record/keys';
import { errorFields, eventFields, keyFields } from '../../../lambda/usecases/event-telemetry';

describe('what names an event in a log line', () => {
  it('is its source and its id', () => {
    expect(eventFields({ source: 'limai', eventId: 'evt#1' })).toEqual({ source: 'limai', eventId: 'evt#1' });
  });

  it('is the same from the key of its record', () => {
    expect(keyFields(eventKey('limai', 'evt#1!'))).toEqual({ source: 'limai', eventId: 'evt#1!' });
    expect(keyFields(quarantineKey('limai', 'abc'))).toEqual({ source: 'limai', eventId: 'abc' });
    expect(keyFields('odd')).toEqual({ source: '', eventId: 'odd' });
  });

  it('is never long, and always well-formed', () => {
    const { eventId } = eventFields({ source: 'limai', eventId: `x${'😀'.repeat(2_000)}` });
    expect(String(eventId)).toHaveLength(129);
    expect(String(eventId).isWellFormed()).toBe(true);
  });
});

describe('what a log line says of an error', () => {
  it.each([
    [
      'an answer of AWS',
      new DynamoDBServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: {} }),
    ],
    [
      'a failure of the network',
      Object.assign(new Error('read'), { code: 'ECONNRESET', name: 'SocketError' }),
    ],
    ['an error of the provider', new ProviderError('transient', 'secret of a provider')],
  ])('is the name of %s, without its words and without its place in the code', (_, error) => {
    expect(errorFields(error)).toEqual({ error: error.name });
  });

  it('is the type of what is no error', () => {
    expect(errorFields('thrown text')).toEqual({ error: 'string' });
  });

  it('is also the problem of a record that fails validation, which names no value', () => {
    const fields = { error: 'InvalidRecordError', problem: 'attempts: got text, expected a number' };
    expect(errorFields(new InvalidRecordError(fields.problem))).toEqual(fields);
  });

  it('is also the place of a bug, in one line and without its words', () => {
    const { error, at } = errorFields(new TypeError('secret of a bug'));
    expect(error).toBe('TypeError');
    expect(at).toMatch(/^[^\n]*event-telemetry\.fields\.test\.ts:\d+:\d+\)?$/);
  });
});
