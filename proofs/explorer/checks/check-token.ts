import type { MetricName } from '../../../lambda/domain/metrics';
import { constant } from '../../../test/simulated/provider-stand-in';
import { API_TOKEN, SOURCE_ID } from '../../../test/simulated/world';
import { type CheckReport, createBody, deployedWorld, findStoryProblems, playStory } from './play-story';

const HOUR_MS = 3_600_000;

/** What an alarm of lib/alarms rings for by a count of its own. */
export const ALARMED: readonly MetricName[] = [
  'ArchivedLinkExpired',
  'ClaimUnavailable',
  'CredentialsRejected',
  'DeferredToSweeper',
  'EventIdReused',
  'Failed',
  'IdentityMismatch',
  'NoLongerAvailable',
  'Quarantined',
  'ReconciliationGap',
  'SignatureTooOld',
  'Throttled',
  'UnknownEvent',
];

/** An API token that is wrong for an hour, then right: nothing fails, one alarm rings, nobody has to redrive anything. */
export async function checkToken(events = 20): Promise<CheckReport> {
  const result = await playStory({
    name: 'token',
    about: 'an hour of a wrong token',
    newWorld: () => {
      const world = deployedWorld(events, constant);
      world.secrets.tokens.set(SOURCE_ID, 'wrong');
      return world;
    },
    arrange: (stage) => {
      for (let event = 0; event < events; event += 1) {
        stage.deliver(createBody(event), { at: (event * HOUR_MS) / events });
      }
      stage.happenAt(HOUR_MS, () => stage.world.secrets.tokens.set(SOURCE_ID, API_TOKEN));
    },
  });
  const rejected = result.world.telemetry.counted('CredentialsRejected');
  const others = ALARMED.filter(
    (name) => name !== 'CredentialsRejected' && result.world.telemetry.counted(name) > 0,
  );
  return {
    problems: [
      ...findStoryProblems(result, events),
      ...(rejected === 0 ? ['CredentialsRejected was never counted'] : []),
      ...others.map((name) => `${name} was counted, expected no alarm but CredentialsRejected`),
    ],
    facts: [
      `${events} events, all STORED without a redrive; CredentialsRejected counted ${rejected} times, no other alarmed metric`,
    ],
  };
}
