import { LIFECYCLE } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { World } from '../../../test/simulated/world';
import type { Scenario } from '../engine/scenario';
import type { Violation } from '../monitor/violation';

/** Whether a story ends as it says. */
export function checkEnding(scenario: Scenario, world: World): Violation[] {
  const records = [...world.store.records.values()];
  const problems = [
    ...records.flatMap((record) => [
      ...statusProblems(record, scenario),
      ...reasonProblems(record, scenario),
    ]),
    ...(scenario.keepObject ?? [])
      .filter((pk) => world.store.records.get(pk)?.resultSha256 === undefined)
      .map((pk) => `${pk} ends without an object in S3`),
    ...(scenario.neverCounts ?? [])
      .filter((metric) => world.telemetry.counted(metric) > 0)
      .map((metric) => `${metric} was counted`),
  ];
  return [
    ...deadLetterProblems(scenario, world),
    ...problems.map((detail) => ({ invariant: 'ends-as-it-should', detail }) as const),
  ];
}

function deadLetterProblems({ buries }: Scenario, { queue }: World): Violation[] {
  const deadLetters = queue.deadLetters.length;
  return deadLetters > 0 && !buries
    ? [{ invariant: 'dead-letters', detail: `${deadLetters} dead letters, expected none` }]
    : [];
}

function statusProblems({ pk, status }: EventRecord, { endsAs, mayFail }: Scenario): string[] {
  const expected = endsAs[pk];
  const isExcused = mayFail && LIFECYCLE[status].final;
  return expected && !expected.includes(status) && !isExcused
    ? [`${pk} ends ${status}, expected ${expected}`]
    : [];
}

function reasonProblems({ pk, lastError }: EventRecord, { lastErrors }: Scenario): string[] {
  const reason = lastErrors?.[pk];
  return reason !== undefined && lastError?.kind !== reason
    ? [`${pk} ends with ${lastError?.kind ?? 'no reason'}, expected ${reason}`]
    : [];
}
