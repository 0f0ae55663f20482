import type { Template } from 'aws-cdk-lib/assertions';
import type * as z from 'zod/mini';
import {
  ingestEnv,
  parseEnvironment,
  processEnv,
  reconcileEnv,
  sweepEnv,
} from '../../../lambda/contracts/environment';
import { ofType, readable, synthesize } from '../../lib/synthesize';

const SCHEMAS: Readonly<Record<string, z.ZodMiniObject>> = {
  ingest: ingestEnv,
  process: processEnv,
  sweep: sweepEnv,
  reconcile: reconcileEnv,
};
/** Lifts what production forbids; the local run sets it, a template never does. */
const LOCAL_ONLY = 'LOCAL_ORIGINS';

/** Only with `fips`: most regions have no such endpoints. */
const FIPS_ONLY = 'AWS_USE_FIPS_ENDPOINT';

const template = synthesize();
const FUNCTIONS = findFunctions(template);

function findFunctions(from: Template) {
  return ofType(from, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
    const { Variables } = readable(Properties.Environment) as { Variables: Record<string, string> };
    return { id, variables: Variables, handler: Variables.POWERTOOLS_SERVICE_NAME ?? '' };
  });
}

function readBy(handler: string, ...absent: readonly string[]): string[] {
  return Object.keys(SCHEMAS[handler]?.shape ?? {})
    .filter((name) => !absent.includes(name))
    .sort();
}

/** What CloudFormation would put in place of the references. */
function deployed(variables: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [
      name,
      text.replace(/\$\{\w+\}/g, 'https://deployed.example'),
    ]),
  );
}

describe('environment contract', () => {
  it('covers every function of the template', () => {
    expect(FUNCTIONS.map(({ handler }) => handler).sort()).toEqual([
      'ingest',
      'process',
      'process',
      'reconcile',
      'sweep',
    ]);
  });

  it.each(FUNCTIONS)('$id is given exactly what its handler reads', ({ handler, variables }) => {
    expect(Object.keys(variables).sort()).toEqual(readBy(handler, LOCAL_ONLY, FIPS_ONLY));
  });

  it.each(findFunctions(synthesize({ fips: true, env: { region: 'us-east-1' } })))(
    '$id is told to use FIPS endpoints when that is configured',
    ({ handler, variables }) => {
      expect(Object.keys(variables).sort()).toEqual(readBy(handler, LOCAL_ONLY));
      expect(variables[FIPS_ONLY]).toBe('true');
    },
  );

  it.each(FUNCTIONS)('$id is given values that its handler can parse', ({ handler, variables }) => {
    const schema = SCHEMAS[handler];
    expect(schema).toBeDefined();
    expect(() => parseEnvironment(schema ?? ingestEnv, deployed(variables))).not.toThrow();
  });

  it('never lets a template lift what production forbids', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain(LOCAL_ONLY);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/127\.0\.0\.1|localhost/);
  });
});
