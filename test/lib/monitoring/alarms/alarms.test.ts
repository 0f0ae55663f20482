import { METRICS } from '../../../../lambda/domain/metrics';
import { countedMetrics } from '../../../architecture/monitoring/counted-metrics';
import { createData, type Drive, findDrive, type Happening } from '../../../support/cloudwatch/drives';
import { emittedBy, emittedByAll, unwritten } from '../../../support/cloudwatch/emitted-by-all';
import {
  type AlarmProperties,
  type AlarmState,
  evaluateAlarm,
  evaluateComposite,
  findMetrics,
} from '../../../support/cloudwatch/evaluate-alarm';
import type { InvocationName } from '../../../support/cloudwatch/invocations';
import { type Datum, toIdentity } from '../../../support/cloudwatch/metric-data';
import { findAlarms, findComposites } from '../../../support/cloudwatch/template-alarms';
import { reviewOf, synthesize } from '../../synthesize';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';
const template = synthesize();
const alarms = findAlarms(template);
const composites = findComposites(template);
/** With another configuration, as far as they are others; both sources are reconciled, as seldom as may be. */
const configured = findAlarms(
  synthesize({
    timing: { eventBudgetSeconds: 24 },
    retry: { windowHours: 10, notReadyWindowHours: 20 },
    sources: [
      {
        id: 'limai',
        provider: 'limai',
        options: { deploymentId: 'a-deployment' },
        reconcile: { everyMinutes: 1_440 },
      },
      { id: 'extend', provider: 'extend', reconcile: { everyMinutes: 5 } },
    ],
  }),
).filter(({ alarm }) => !alarms.some((other) => JSON.stringify(other.alarm) === JSON.stringify(alarm)));

beforeAll(emittedByAll);

const COUNTED = countedMetrics();
const toIds = (from: readonly { readonly id: string }[]) => from.map(({ id }) => id);

describe('alarms', () => {
  it('read as reviewed', () => {
    expect(reviewOf(template, 'Alarms')).toMatchSnapshot();
  });

  it('say how urgent they are', () => {
    for (const { alarm } of alarms) {
      expect(alarm.AlarmDescription).toMatch(/^\[(page|ticket)\] .+\. Runbook: /);
    }
  });

  it('let messages wait as long as the timing says they may', () => {
    const thresholds = [...alarms, ...configured]
      .filter(({ id }) => id.startsWith('Stale'))
      .map(({ alarm }) => alarm.Threshold);
    expect(thresholds).toEqual([1800, 1800, 2520, 2520]);
  });

  it.each([
    'ClaimUnavailable',
    'CredentialsRejected',
    'Failed',
    'UnknownEvent',
    'DeferredToSweeper',
    'NoLongerAvailable',
    'IdentityMismatch',
    'EventIdReused',
    'ArchivedLinkExpired',
  ])('watch %s under each function that writes it, and under no other', (metric) => {
    const services = alarms
      .flatMap(({ alarm }) => findMetrics(alarm))
      .filter(({ name }) => name === metric)
      .map(({ dimensions }) => dimensions.service);
    expect(services).not.toEqual([]);
    expect([...new Set(services)].sort()).toEqual([...(COUNTED[metric] ?? [])].sort());
  });

  it.each(['ContentMismatch', 'ReplayBroughtNothing', 'EventBodyLost', 'BodyRenewed', 'UnknownPayloadShape'])(
    'do not watch %s, which asks nothing of a person',
    (metric) => {
      expect(alarms.flatMap(({ alarm }) => findMetrics(alarm)).filter(({ name }) => name === metric)).toEqual(
        [],
      );
    },
  );
});

/** The state after each period, whose data are those of its phase. */
function findStates(alarm: AlarmProperties, phases: readonly (readonly Happening[])[]): AlarmState[] {
  const period = (findMetrics(alarm)[0]?.periodSeconds ?? 0) * 1000;
  const data: Datum[] = [];
  const states: AlarmState[] = [];
  for (const [index, phase] of phases.entries()) {
    const at = index * period + 1;
    data.push(...phase.flatMap((happening) => createData(happening, { alarm, at, ours: emittedBy })));
    const before = states.at(-1) ?? 'INSUFFICIENT_DATA';
    states.push(evaluateAlarm(alarm, data, { at: (index + 1) * period, before }));
  }
  return states;
}

function periods(count: number, happenings: readonly Happening[] = []): (readonly Happening[])[] {
  return Array.from({ length: count }, () => happenings);
}

const needed = (alarm: AlarmProperties) => alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;

describe.each([...alarms, ...configured])('the alarm $id over $alarm.Threshold', ({ id, alarm }) => {
  const drive: Drive = findDrive(id);
  const quiet = periods(1, drive.healthy);
  const recovery = periods(alarm.EvaluationPeriods + 3, drive.healthy);

  it('rings by data of its own metric, and is over when they are', () => {
    const troubled = findStates(alarm, [...quiet, ...periods(needed(alarm), drive.problem)]);
    expect(troubled.slice(0, -1)).not.toContain('ALARM');
    expect(troubled.at(-1)).toBe('ALARM');
    expect(findStates(alarm, [...quiet, ...periods(needed(alarm), drive.problem), ...recovery]).at(-1)).toBe(
      'OK',
    );
  });

  it('does not ring by less', () => {
    const shorter = [...quiet, ...periods(needed(alarm) - 1, drive.problem), ...recovery];
    expect(findStates(alarm, shorter)).not.toContain('ALARM');
    const almost = [...quiet, ...periods(needed(alarm), drive.almost ?? []), ...recovery];
    expect(drive.almost ? findStates(alarm, almost) : []).not.toContain('ALARM');
  });

  it('does not ring without any data', () => {
    expect(findStates(alarm, periods(30))).not.toContain('ALARM');
  });

  it('watches what the code really writes', () => {
    const ours = findMetrics(alarm).filter(({ namespace }) => !namespace.startsWith('AWS/'));
    expect(unwritten(ours.map(toIdentity))).toEqual([]);
  });
});

describe('what a reconciler counts', () => {
  const counted = alarms.filter(({ alarm }) =>
    findMetrics(alarm).some(({ dimensions }) => dimensions.service === 'reconcile'),
  );

  it('rings after one run: the next is an interval away', () => {
    expect(toIds(counted)).toEqual([
      'ReconciliationOverdueExtend',
      'ReconciliationGap',
      'CredentialsRejectedInReconciliation',
      'DeferredCaptures',
    ]);
    expect(counted.map(({ alarm }) => needed(alarm))).toEqual([1, 1, 1, 1]);
  });
});

describe('the alarms of results that the provider deleted', () => {
  const MINUTE = 60_000;
  const RUNS = 4;
  const own = (from: typeof alarms) => from.filter(({ id }) => id.startsWith('NoLongerAvailable'));
  const intervals = [...own(alarms), ...own(configured)].map(({ id, alarm }) => [
    id,
    findMetrics(alarm)[0]?.periodSeconds,
  ]);

  /** The states of each minute of some runs, each of which finds three documents deleted, twenty minutes apart. */
  function statesOfRuns(alarm: AlarmProperties, interval: number): AlarmState[] {
    const found: Datum[] = [];
    const states: AlarmState[] = [];
    for (let minute = 1; minute <= RUNS * interval; minute += 1) {
      const sinceRun = minute % interval;
      const at = minute * MINUTE;
      if (sinceRun < 60 && sinceRun % 20 === 1) {
        found.push(...createData({ value: 1 }, { alarm, at: at - 1, ours: emittedBy }));
      }
      states.push(evaluateAlarm(alarm, found, { at, before: states.at(-1) ?? 'OK' }));
    }
    return states;
  }

  it('add up the hour, or the longest interval between two runs of a reconciler', () => {
    expect(intervals).toEqual([
      ['NoLongerAvailable', 3_600],
      ['NoLongerAvailableInSweep', 3_600],
      ['NoLongerAvailable', 86_400],
      ['NoLongerAvailableInSweep', 86_400],
    ]);
  });

  it.each([
    ['hourly', own(alarms), 60],
    ['daily', own(configured), 1_440],
  ] as const)(
    'ring at most once for each of the %s runs, however many documents it finds',
    (_, some, interval) => {
      expect(some).toHaveLength(2);
      for (const { alarm } of some) {
        const states = statesOfRuns(alarm, interval);
        const rings = states.filter((state, index) => state === 'ALARM' && states[index - 1] !== 'ALARM');
        expect(rings.length).toBeGreaterThan(0);
        expect(rings.length).toBeLessThanOrEqual(RUNS);
      }
    },
  );

  it.each<InvocationName>([
    'finds a result that was deleted',
    'gives an event up in a sweep whose result was deleted',
  ])('are told apart from failures: "%s" is not counted as Failed', (invocation) => {
    const names = emittedBy(invocation).map(({ name }) => name);
    expect(names).toContain('NoLongerAvailable');
    expect(names).not.toContain('Failed');
  });
});

describe('a fresh deployment with placeholder secrets', () => {
  const refusals: InvocationName = 'refuses in set-up mode';

  it.each(alarms)('leaves $id silent while webhooks are refused and the sweeper runs', ({ alarm }) => {
    const isHeartbeat = findMetrics(alarm).some(({ name }) => name === 'Invocations');
    const running: Happening[] = isHeartbeat ? [{ value: 5 }] : [{ our: refusals, times: 3 }];
    const states = findStates(alarm, [...periods(3), ...periods(30, running)]);
    expect(states).not.toContain('ALARM');
  });

  it('counts nothing at all when the reconciler finds the placeholder of an API token', () => {
    expect(emittedBy('finds the placeholder where the API token should be')).toEqual([]);
  });

  it('counts nothing that an alarm watches when it refuses', () => {
    const watched = alarms.flatMap(({ alarm }) => findMetrics(alarm).map(({ name }) => name));
    expect(emittedBy(refusals).map(({ name }) => name)).not.toEqual([]);
    expect(emittedBy(refusals).filter(({ name }) => watched.includes(name))).toEqual([]);
  });

  it('has no alarm on all of API Gateway’s 5xx, among which are those refusals', () => {
    const namespaces = alarms.flatMap(({ alarm }) => findMetrics(alarm).map(({ namespace }) => namespace));
    expect(namespaces).not.toContain('AWS/ApiGateway');
  });
});

describe('documents are not arriving', () => {
  const paging = alarms.filter(({ alarm }) => alarm.AlarmDescription.startsWith('[page]'));

  it('is said by one composite alarm', () => {
    expect(composites).toMatchObject([
      {
        id: 'DocumentsNotArriving',
        description: expect.stringMatching(/^\[page\] Documents are not arriving/),
      },
    ]);
  });

  it.each(alarms)('is said while $id rings, if and only if that is worth waking a person', ({ id, arn }) => {
    const states = new Map(alarms.map((other) => [other.arn, other.arn === arn ? 'ALARM' : 'OK'] as const));
    const expected = toIds(paging).includes(id) ? 'ALARM' : 'OK';
    expect(composites.map(({ rule }) => evaluateComposite(rule, states))).toEqual([expected]);
  });

  it('is over when nothing rings any more', () => {
    const states = new Map(alarms.map(({ arn }) => [arn, 'OK'] as const));
    expect(composites.map(({ rule }) => evaluateComposite(rule, states))).toEqual(['OK']);
  });
});

describe('the topic of the alarms', () => {
  it('hears of every alarm, when it rings and when it is over', () => {
    const heard = Object.values(reviewOf(synthesize({ alarmTopicArn: TOPIC }), 'Alarms'));
    expect(heard).toHaveLength(alarms.length + 1);
    for (const { Properties } of heard) {
      expect(Properties).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
    }
  });

  it('is nobody unless one is named', () => {
    const heard = Object.values(reviewOf(template, 'Alarms')).filter(
      ({ Properties }) => Properties.AlarmActions || Properties.OKActions,
    );
    expect(heard).toEqual([]);
  });
});

describe('metrics', () => {
  it.each(Object.keys(METRICS))('%s is written by a function', (metric) => {
    expect(COUNTED[metric]).not.toEqual([]);
  });
});
