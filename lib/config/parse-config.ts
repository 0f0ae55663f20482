import type { ProviderManifest } from '../../lambda/domain/provider/provider';
import { findMissingOption } from '../../lambda/domain/reconcile/reconcile-scan';
import { definedOnly } from '../../lambda/domain/text/defined-only';
import { getProvider } from '../../lambda/providers/registry';
import { PROVIDER_IDS, type ProviderId } from '../../lambda/providers/webhook-registry';
import type { Config, ProviderConfig, SourceConfig } from './config';
import { ConfigError, type ConfigProblem, showPath } from './config-error';
import { crossChecks, defaultHorizon, sourcesFit } from './config-rules';
import { type CheckedConfig, type ConfigInput, configSchema } from './config-schema';
import { placesOf, problemsOf } from './schema-problems';
import { optionsOfSource } from './source-schema';
import { deriveTiming } from './timing';

/**
 * Checks a configuration and fills in every default.
 * @throws ConfigError naming each key, what was given, what is expected, and the remedy
 */
export function parseConfig(input: ConfigInput): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new ConfigError([
      ...problemsOf({ issues, input, schema: configSchema, placesElsewhere: inOptions(input) }),
      ...optionProblems(input),
    ]);
  }
  const checked = parsed.data;
  const read = checked.sources.map(readOptions);
  const problems = [...read.flatMap(({ problems }) => problems), ...crossChecks(checked)];
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  const providers = usedProviders(checked);
  const sources = checked.sources.map(({ reconcile, ...source }, index) => {
    const options = read[index]?.options ?? {};
    const { provider } = source;
    return { ...source, options, ...reconcileConfig({ provider, reconcile }, options, checked.retention) };
  });
  const tooMany = sourcesFit(sources);
  if (tooMany.length > 0) {
    throw new ConfigError(tooMany);
  }
  return {
    ...checked,
    sources,
    providers,
    timing: deriveTiming({
      ...checked.timing,
      ...checked.retry,
      inBatchConcurrency: Math.min(...providers.map(({ pressure }) => pressure.inBatchConcurrency)),
    }),
  };
}

/** The provider's own schema decides; defaults are filled in, so that the template shows what a function will use. */
function readOptions(
  source: Pick<CheckedConfig['sources'][number], 'provider' | 'options'>,
  index: number,
): { readonly options: Record<string, unknown>; readonly problems: readonly ConfigProblem[] } {
  const path = ['sources', index, 'options'];
  const schema = getProvider(source.provider).optionsSchema;
  const parsed = schema.safeParse(source.options);
  if (!parsed.success) {
    return {
      options: {},
      problems: problemsOf({
        issues: parsed.error.issues,
        input: source.options,
        schema,
        prefix: path,
        placesElsewhere: (name) => placesOf(name, configSchema),
      }),
    };
  }
  const options = parsed.data as Record<string, unknown>;
  return { options, problems: insecureUrl(options, showPath(path)) };
}

/** Those of each source whose provider is known, in a configuration that something else is wrong with. */
function optionProblems(input: unknown): readonly ConfigProblem[] {
  const { sources } = (input ?? {}) as { readonly sources?: unknown };
  return (Array.isArray(sources) ? sources : []).flatMap((source: unknown, index) => {
    const read = optionsOfSource.safeParse(source);
    return read.success ? readOptions(read.data, index).problems : [];
  });
}

/** An option of the provider that was written beside `options`. */
function inOptions(input: unknown) {
  return (name: string, [list, index]: readonly PropertyKey[]): readonly string[] => {
    const { sources } = (input ?? {}) as { readonly sources?: readonly unknown[] };
    const read = optionsOfSource.safeParse(list === 'sources' ? sources?.[Number(index)] : undefined);
    const schema = read.success ? getProvider(read.data.provider).optionsSchema : undefined;
    return schema ? placesOf(name, schema, `sources[${String(index)}].options`) : [];
  };
}

/** The schema lets loopback http pass for the local run, which sets it after synth: a template never holds it. */
function insecureUrl({ baseUrl }: Record<string, unknown>, path: string): ConfigProblem[] {
  if (typeof baseUrl !== 'string' || baseUrl.toLowerCase().startsWith('https://')) {
    return [];
  }
  const remedy = 'Use the https address; the local run puts its simulators in by itself.';
  return [{ key: `${path}.baseUrl`, got: baseUrl, expected: 'an https URL', remedy }];
}

function usedProviders(checked: CheckedConfig): ProviderConfig[] {
  const used = new Set<string>(checked.sources.map(({ provider }) => provider));
  return PROVIDER_IDS.filter((id) => used.has(id)).map((id) => {
    const { name, pressure, archivesLinks }: ProviderManifest = getProvider(id).manifest;
    const overrides = definedOnly(checked.providers[id as ProviderId] ?? {});
    return { id, name, pressure: { ...pressure, ...overrides }, archivesLinks: archivesLinks === true };
  });
}

/** How a source is reconciled, or why it is not. `options` are the provider's, read. */
function reconcileConfig(
  { provider: id, reconcile }: Pick<CheckedConfig['sources'][number], 'provider' | 'reconcile'>,
  options: Record<string, unknown>,
  retention: Pick<CheckedConfig['retention'], 'recordDays'>,
): Pick<SourceConfig, 'reconcile' | 'notReconciled'> {
  if (reconcile === false) {
    return {};
  }
  const missing = findMissingOption(getProvider(id), options);
  if (missing !== undefined) {
    return { notReconciled: missing };
  }
  const { from, horizonDays = defaultHorizon(retention), ...times } = reconcile;
  if (horizonDays === 0) {
    return { notReconciled: 'retention.recordDays is 1: a horizon must be shorter, and a day is the least.' };
  }
  const since = from === undefined ? {} : { from: new Date(from).toISOString() };
  return { reconcile: { ...times, horizonDays, ...since } };
}
