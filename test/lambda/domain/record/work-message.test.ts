import * as fc from 'fast-check';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { decodeMessage, encodeMessage } from '../../../../lambda/domain/record/work-message';
import { anyId, HOSTILE_IDS } from '../../../support/hostile/hostile';

describe('a work message', () => {
  it('carries a version and the key, and nothing else', () => {
    expect(encodeMessage('limai#evt_1')).toBe('{"v":1,"pk":"limai#evt_1"}');
  });

  it('brings back the key of any event', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        const pk = eventKey('limai', id);
        expect(decodeMessage(encodeMessage(pk))).toEqual({ v: 1, pk });
      }),
    );
  });

  // SQS rejects U+FFFE and U+FFFF, or puts U+FFFD in their place: the event would never be found by its message.
  it.each(HOSTILE_IDS.map((id) => [JSON.stringify(id.slice(0, 20)), id]))(
    'of %s is visible ASCII, which no queue alters',
    (_, id) => {
      expect(encodeMessage(eventKey('limai', id))).toMatch(/^[\x20-\x7e]*$/);
    },
  );

  it.each([
    ['not JSON', 'hello'],
    ['empty', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', '{"v":2,"pk":"limai#evt_1"}'],
    ['no version', '{"pk":"limai#evt_1"}'],
    ['no key', '{"v":1}'],
    ['a key that is no text', '{"v":1,"pk":7}'],
    ['a key too short to be one', '{"v":1,"pk":"ab"}'],
    ['a key too long to be one', `{"v":1,"pk":"${'x'.repeat(2_049)}"}`],
    ['a prototype', '{"__proto__":{"v":1,"pk":"limai#evt_1"}}'],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 nested lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('is refused when it is %s', (_, text) => {
    expect(() => decodeMessage(text)).toThrow();
  });

  it('is refused without repeating what it holds', () => {
    expect(() => decodeMessage('{"v":1,"pk":["secret"]}')).toThrow(/^(?!.*secret)/);
  });
});
