import { join } from 'node:path';
import type { LocalFunction } from '../../../../local/aws/lambda/local-function';

export interface SleepResult {
  readonly pid: number;
  readonly from: number;
  readonly to: number;
}

/** The function of test/local/fixtures that does what its event says. */
export function probeFunction(overrides: Partial<LocalFunction> = {}): LocalFunction {
  return {
    logicalId: 'Probe',
    functionName: 'local-Probe',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:local-Probe',
    codeDir: join(__dirname, '../fixtures/probe'),
    handler: 'index.handler',
    timeoutSeconds: 5,
    memoryMb: 128,
    environment: { FROM_TEMPLATE: 'yes' },
    ...overrides,
  };
}
