import type { FunctionDescription } from '../../../local/aws/deploy/deployment';
import { findFunctions } from '../../../local/run/local-functions';

describe('findFunctions', () => {
  const deployment = {
    functions: [
      described('Ingest', 'ingest'),
      described('LimaiProcessor', 'process'),
      described('ExtendProcessor', 'process'),
      described('Sweeper', 'sweep'),
      described('ExtendReconciler', 'reconcile'),
    ],
  };

  it('finds every function of a handler', () => {
    expect(findFunctions(deployment, 'process')).toEqual(['LimaiProcessor', 'ExtendProcessor']);
  });

  it('tells the sweeper from a reconciler, although a schedule starts both', () => {
    expect(findFunctions(deployment, 'sweep')).toEqual(['Sweeper']);
    expect(findFunctions(deployment, 'reconcile')).toEqual(['ExtendReconciler']);
  });
});

function described(logicalId: string, handler: string): FunctionDescription {
  return {
    logicalId,
    name: logicalId,
    handler: 'index.handler',
    codeDir: '/code',
    environment: { POWERTOOLS_SERVICE_NAME: handler },
    timeoutSeconds: 3,
    memoryMb: 128,
    role: 'role',
    logGroup: 'log',
  };
}
