import { join } from 'node:path';
import { Journey } from '../stack/journey';
import { RunningStack } from '../stack/running-stack';
import { describeCanaries } from './canary';
import { describeFlood, describeHostileHttp } from './hostile-http';
import { describeRotation } from './rotation';
import { describeSetUpMode } from './set-up-mode';

const CONFIG = join(__dirname, '..', 'configs', 'security.config.ts');

/** Requests that were refused, as the log tells them. */
const refusals = new Set<string>();

/** What they were refused for. */
const reasons = new Set<string>();

/** Everything functions printed, each with its function. */
const printed: (readonly [string, string])[] = [];

function collect(functionId: string, line: string): void {
  printed.push([functionId, line]);
  const requestId = /"requestId":"([^"]+)"/.exec(line)?.[1];
  if (requestId && line.includes('"message":"Refused')) {
    refusals.add(requestId);
    reasons.add(/"reason":"([^"]+)"/.exec(line)?.[1] ?? '');
  }
}

describe('under attack', () => {
  const stack = new RunningStack();

  beforeAll(async () => {
    stack.journey = await Journey.start({ config: CONFIG, onLine: collect });
  });

  afterAll(() => stack.journey.stop());

  describeHostileHttp(stack, ['limai', 'limai-open', 'extend'], reasons);
  describeFlood(stack, 'limai', refusals);
  describeSetUpMode(stack, ['limai-unset', 'extend-unset']);
  describeRotation(stack, ['limai-rotated', 'extend-rotated']);
  describeCanaries(stack);

  it('every line is structured, and says of which request, source and event it is', () => {
    const lines = printed.map(([id, text]) => ({
      id,
      text,
      said: JSON.parse(text) as Record<string, unknown>,
    }));
    const logged = lines.filter(({ said }) => said.message !== undefined);
    expect(logged.filter(({ said }) => typeof said.requestId !== 'string')).toEqual([]);
    const fromApi = logged.filter(({ id }) => id.startsWith('Ingest'));
    expect(fromApi.filter(({ said }) => typeof said.apiRequestId !== 'string' || !said.source)).toEqual([]);
    const ofEvents = logged.filter(({ id, said }) => id.includes('Processor') || said.message === 'Claimed.');
    expect(new Set(ofEvents.map(({ said }) => said.level))).toEqual(new Set(['DEBUG', 'INFO', 'ERROR']));
    expect(ofEvents.filter(({ said }) => !said.source || !said.eventId)).toEqual([]);
  });
});
