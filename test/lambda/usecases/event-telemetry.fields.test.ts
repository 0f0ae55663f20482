import { eventKey, quarantineKey } from '../../../lambda/domain/record/keys';
import { eventFields, keyFields } from '../../../lambda/usecases/event-telemetry';

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
