import { day, statuses, time, wholeNumberOption } from '../../../cli/terminal/option-values';
import { NOW } from '../../support/records/records';

describe('option values', () => {
  it('reads states in any case, several by commas, added to those before', () => {
    expect(statuses('failed, STORED', ['ARCHIVED'])).toEqual(['ARCHIVED', 'FAILED', 'STORED']);
  });

  it.each([
    ['90s', NOW - 90_000],
    ['30m', NOW - 30 * 60_000],
    ['2h', NOW - 7_200_000],
    ['3d', NOW - 3 * 86_400_000],
    ['2024-01-15', Date.parse('2024-01-15T00:00:00Z')],
    ['2024-01-15T10:00:00Z', Date.parse('2024-01-15T10:00:00Z')],
    ['2024-01-15T10:00:00.123+02:00', Date.parse('2024-01-15T08:00:00.123Z')],
  ])('reads the time %s', (text, expected) => {
    expect(time(text)(NOW)).toBe(expected);
  });

  it.each([
    '',
    '2',
    'h',
    '-2h',
    '2w',
    '2024-13-01',
    '2024-02-30',
    '2024-01-15T10:00',
    'yesterday',
    '10:00',
    '1e3h',
  ])('refuses the time "%s"', (text) => {
    expect(() => time(text)).toThrow('Expected how long ago');
  });

  it.each(['2024-02-30', '2024-1-5', '20240105', 'today', ''])('refuses the day "%s"', (text) => {
    expect(() => day(text)).toThrow('Expected a day as YYYY-MM-DD');
  });

  it('reads a day', () => {
    expect(day('2024-02-29')).toBe('2024-02-29');
  });

  it.each(['0', '11', '1.5', '-1', '', '1e1', '0x5', ' 5'])(
    'refuses "%s" as a number from 1 to 10',
    (text) => {
      expect(() => wholeNumberOption(1, 10)(text)).toThrow('Expected a whole number from 1 to 10.');
    },
  );

  it('reads numbers up to their bounds', () => {
    expect(['1', '10'].map(wholeNumberOption(1, 10))).toEqual([1, 10]);
  });
});
