import type { Deployment, FunctionDescription } from '../../../../local/aws/deploy/deployment';
import type { Json } from '../../../../local/aws/template/json';

/** A deployment of one function with these statements; `change` adds what else a test needs. */
export function givenDeployment(statements: readonly Json[], change: Partial<Deployment> = {}): Deployment {
  return {
    stackName: 'Stack',
    resources: new Map(),
    functions: [INGEST],
    eventSources: [],
    routes: [],
    schedules: [],
    outputs: {},
    roles: [
      {
        logicalId: 'IngestRole12AB34CD',
        name: 'Stack-Role',
        arn: INGEST.role,
        managedPolicies: [],
        statements,
        explained: [],
      },
    ],
    resourcePolicies: [],
    leftOut: [],
    ...change,
  };
}

export const INGEST: FunctionDescription = {
  logicalId: 'Ingest',
  name: 'Stack-Ingest',
  handler: 'index.handler',
  codeDir: '/code',
  environment: {},
  timeoutSeconds: 3,
  memoryMb: 128,
  role: 'arn:aws:iam::000000000000:role/Stack-Role',
  logGroup: 'Stack-Logs',
};
