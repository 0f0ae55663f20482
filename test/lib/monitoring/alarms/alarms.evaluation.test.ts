import {
  type AlarmState,
  evaluateComposite,
  evaluatePoints,
} from '../../../support/cloudwatch/evaluate-alarm';
import type { Series } from '../../../support/cloudwatch/metric-data';
import { evaluateMath } from '../../../support/cloudwatch/metric-math';

const KEPT = 'INSUFFICIENT_DATA';
const POINTS: Readonly<Record<string, number | undefined>> = { '0': 0, X: 1, '-': undefined };

function findState(points: string, treat: string, needed: number): AlarmState {
  const series = points.split(' ').map((point) => POINTS[point]);
  const alarm = {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 3,
    DatapointsToAlarm: needed,
    TreatMissingData: treat,
  };
  return evaluatePoints(series, alarm, KEPT);
}

/** The tables of CloudWatch's user guide: five points looked at, three judged; "Retain current state" keeps INSUFFICIENT_DATA here. */
describe('an alarm is judged as in CloudWatch’s own table', () => {
  it.each([
    [3, '0 - X - X', 'OK', 'OK', 'OK'],
    [3, '0 - - - -', 'OK', 'OK', 'OK'],
    [3, '- - - - -', KEPT, 'ALARM', 'OK'],
    [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM'],
    [3, '- - - - X', KEPT, 'ALARM', 'OK'],
    [3, 'X - - - -', KEPT, 'ALARM', 'OK'],
    [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 - X - -', 'OK', 'ALARM', 'OK'],
    [2, '- - - - 0', 'OK', 'ALARM', 'OK'],
    [2, '- - - - X', KEPT, 'ALARM', 'OK'],
  ])('%i of 3 with %s', (needed, points, ignore, breaching, notBreaching) => {
    const states = ['ignore', 'breaching', 'notBreaching'].map((treat) => findState(points, treat, needed));
    expect(states).toEqual([ignore, breaching, notBreaching]);
  });
});

describe('metric math', () => {
  const none = [undefined, undefined, undefined];
  const run = (expression: string, metrics: Readonly<Record<string, Series>>) =>
    evaluateMath(expression, new Map(Object.entries(metrics)));

  it('takes one missing value for 0, and two for none', () => {
    expect(run('a > b * 10', { a: [5, undefined, undefined], b: [undefined, 1, undefined] })).toEqual([
      1,
      0,
      undefined,
    ]);
    expect(run('(a + b) / 2 - 1', { a: [4, undefined, undefined], b: [2, 4, undefined] })).toEqual([
      2,
      1,
      undefined,
    ]);
  });

  it('repeats the value before a gap, and has nothing to repeat before the first', () => {
    expect(run('FILL(a, REPEAT)', { a: [undefined, 5, undefined] })).toEqual([undefined, 5, 5]);
    expect(run('FILL(a, REPEAT) - a', { a: none })).toEqual(none);
  });

  it('fills every gap of a series that has a value with a number', () => {
    expect(run('FILL(a, 0)', { a: [undefined, 5, undefined] })).toEqual([0, 5, 0]);
    expect(run('FILL(a, 0)', { a: none })).toEqual(none);
  });

  it.each(['FILL(a, LINEAR)', 'a ) 1', 'b', 'MAX(a)', '1 + 1', 'FILL(a'])('refuses %s', (expression) => {
    expect(() => run(expression, { a: none })).toThrow(/expected/);
  });
});

describe('a composite alarm', () => {
  it('rings while one of its alarms does', () => {
    const rule = '(ALARM("a") OR ALARM("b"))';
    const states = (b: AlarmState) =>
      new Map<string, AlarmState>([
        ['a', 'INSUFFICIENT_DATA'],
        ['b', b],
      ]);
    expect([evaluateComposite(rule, states('OK')), evaluateComposite(rule, states('ALARM'))]).toEqual([
      'OK',
      'ALARM',
    ]);
    expect(() => evaluateComposite('ALARM("c")', states('OK'))).toThrow('"ALARM("c")" names no alarm');
  });
});
