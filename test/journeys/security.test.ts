import { join } from 'node:path';
import { describeCanaries } from './canary';
import { describeFlood, describeHostileHttp } from './hostile-http';
import { Journey } from './journey';
import { describeRotation } from './rotation';
import { RunningStack } from './running-stack';
import { describeSetUpMode } from './set-up-mode';

const CONFIG = join(__dirname, '..', 'support', 'security.config.ts');

/** Requests that were refused, as the log tells them. */
const refusals = new Set<string>();

function collectRefusals(_functionId: string, line: string): void {
  const requestId = /"requestId":"([^"]+)"/.exec(line)?.[1];
  if (requestId && line.includes('"message":"Refused')) {
    refusals.add(requestId);
  }
}

describe('under attack', () => {
  const stack = new RunningStack();

  beforeAll(async () => {
    stack.journey = await Journey.start({ config: CONFIG, onLine: collectRefusals });
  }, 60_000);

  afterAll(() => stack.journey.stop());

  describeHostileHttp(stack, ['limai', 'limai-open', 'extend']);
  describeFlood(stack, 'limai', refusals);
  describeSetUpMode(stack, ['limai-unset', 'extend-unset']);
  describeRotation(stack, ['limai-rotated', 'extend-rotated']);
  describeCanaries(stack);
});
