import defaultConfig from '../../../extraction-inbox.config';
import { SOURCE_ID } from '../../simulated/world';
import { emitted } from './emitted';
import { INVOCATIONS, type InvocationName } from './invocations';
import { type Datum, toIdentity } from './metric-data';

const BY_NAME = new Map<InvocationName, readonly Datum[]>();
/** The explorer's names, and those of the synthesized stack that stand for them. */
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  neutral: [...new Set(defaultConfig.sources.map(({ provider }) => provider))],
  [SOURCE_ID]: defaultConfig.sources.map(({ id }) => id),
};

/** Runs every invocation once. */
export async function emittedByAll(): Promise<readonly Datum[]> {
  for (const [name, { service, run }] of Object.entries(INVOCATIONS)) {
    if (!BY_NAME.has(name as InvocationName)) {
      BY_NAME.set(name as InvocationName, (await emitted(service, run)).flatMap(inStack));
    }
  }
  return [...BY_NAME.values()].flat();
}

/** What one invocation of every provider and source of the stack writes. */
export function emittedBy(name: InvocationName): readonly Datum[] {
  const data = BY_NAME.get(name);
  if (!data) {
    throw new Error(`"${name}" was not run: call emittedByAll first.`);
  }
  return data;
}

/** Those of the identities that no invocation writes. */
export function unwritten(identities: readonly string[]): string[] {
  const written = new Set([...BY_NAME.values()].flat().map(toIdentity));
  return identities.filter((identity) => !written.has(identity));
}

/** A datum under the service alone is the stack's once; one of a provider or a source is each one's. */
function inStack(datum: Datum): Datum[] {
  return Object.entries(datum.dimensions).reduce<Datum[]>(
    (data, [name, value]) =>
      (STANDS_FOR[value] ?? [value]).flatMap((own) =>
        data.map((each) => ({ ...each, dimensions: { ...each.dimensions, [name]: own } })),
      ),
    [datum],
  );
}
