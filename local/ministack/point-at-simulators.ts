import type { SourceEnv } from '../../lambda/adapters/sources.env';
import type { Simulator } from '../simulators';
import type { Account } from './account';

interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

const FUNCTIONS = '/2015-03-31/functions';

/**
 * Gives the deployed functions of a stack the simulators' addresses, and the leave to call them. No template may hold them, so this
 * is done behind CloudFormation's back, after each deployment.
 */
export async function pointAtSimulators(
  { emulator }: Account,
  stack: string,
  simulators: Readonly<Record<string, Simulator>>,
): Promise<void> {
  const { Functions } = await emulator.rest<{ Functions: readonly FunctionConfiguration[] }>(
    'lambda',
    FUNCTIONS,
  );
  const origins = JSON.stringify(Object.values(simulators).map(({ url }) => new URL(url).origin));
  for (const { FunctionName, Environment: { Variables = {} } = {} } of Functions) {
    if (FunctionName.startsWith(`${stack}-`) && Variables.SOURCES !== undefined) {
      const SOURCES = withBaseUrls(Variables.SOURCES, simulators);
      const Environment = { Variables: { ...Variables, SOURCES, LOCAL_ORIGINS: origins } };
      await emulator.rest('lambda', `${FUNCTIONS}/${FunctionName}/configuration`, { Environment });
    }
  }
}

function withBaseUrls(sources: string, simulators: Readonly<Record<string, Simulator>>): string {
  const told = JSON.parse(sources) as readonly SourceEnv[];
  return JSON.stringify(
    told.map((source) => ({
      ...source,
      options: { ...source.options, baseUrl: simulators[source.provider]?.url },
    })),
  );
}
