import type { core } from 'zod';
import type { ProviderManifest } from '../../lambda/domain/provider/provider';
import { findMissingOption } from '../../lambda/domain/reconcile/reconcile-scan';
import { definedOnly } from '../../lambda/domain/text/defined-only';
import { getProvider } from '../../lambda/providers/registry';
import { PROVIDER_IDS, type ProviderId } from '../../lambda/providers/webhook-registry';
import type { Config, SourceConfig } from './config';
import { ConfigError, type ConfigProblem, showPath } from './config-error';
import { checkRules, checkSize, findDefaultHorizon } from './config-rules';
import { type CheckedConfig, type ConfigInput, configSchema } from './config-schema';
import { findKeys, toProblems } from './schema-problems';
import { optionsOfSource } from './source-schema';
import { deriveTiming } from './timing';

/**
 * Checks a configuration and fills in every default.
 * @throws ConfigError naming each key, what was given, what is expected, and the remedy
 */
export function parseConfig(input: ConfigInput): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    throw new ConfigError(explainRefusal(parsed.error.issues, input));
  }
  const checked = parsed.data;
  const read = checked.sources.map(readOptions);
  const problems = [...read.flatMap(({ problems }) => problems), ...checkRules(checked)];
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  const sources = checked.sources.map((source, index): SourceConfig => {
    const { reconcile: _, ...rest } = source;
    const options = read[index]?.options ?? {};
    return { ...rest, options, ...reconcileConfig(source, options, checked.retention) };
  });
  const tooMany = checkSize(sources);
  if (tooMany.length > 0) {
    throw new ConfigError(tooMany);
  }
  const used = PROVIDER_IDS.filter((id) => sources.some(({ provider }) => provider === id));
  const providers = used.map((id) => {
    const { name, pressure, archivesLinks }: ProviderManifest = getProvider(id).manifest;
    const overrides = definedOnly(checked.providers[id as ProviderId] ?? {});
    return { id, name, pressure: { ...pressure, ...overrides }, archivesLinks: archivesLinks === true };
  });
  const inBatchConcurrency = Math.min(...providers.map(({ pressure }) => pressure.inBatchConcurrency));
  return {
    ...checked,
    sources,
    providers,
    timing: deriveTiming({ ...checked.timing, ...checked.retry, inBatchConcurrency }),
  };
}

/** Reports the problems of provider options as well, so that one synth shows every mistake. */
function explainRefusal(issues: readonly core.$ZodIssue[], input: unknown): readonly ConfigProblem[] {
  const { sources } = (input ?? {}) as { readonly sources?: unknown };
  const known = (Array.isArray(sources) ? sources : []).map(
    (source: unknown) => optionsOfSource.safeParse(source).data,
  );
  const findElsewhere = (name: string, [list, index]: readonly PropertyKey[]): readonly string[] => {
    const source = list === 'sources' ? known[Number(index)] : undefined;
    const schema = source && getProvider(source.provider).optionsSchema;
    return schema ? findKeys(name, schema, `sources[${String(index)}].options`) : [];
  };
  return [
    ...toProblems({ issues, input, schema: configSchema, findElsewhere }),
    ...known.flatMap((source, index) => (source ? readOptions(source, index).problems : [])),
  ];
}

/** The provider's own schema decides; defaults are filled in, so that the template shows what a function will use. */
function readOptions(
  source: Pick<CheckedConfig['sources'][number], 'provider' | 'options'>,
  index: number,
): { readonly options: Record<string, unknown>; readonly problems: readonly ConfigProblem[] } {
  const prefix = ['sources', index, 'options'];
  const schema = getProvider(source.provider).optionsSchema;
  const { data, error } = schema.safeParse(source.options);
  if (error) {
    const findElsewhere = (name: string) => findKeys(name, configSchema);
    const { issues } = error;
    const problems = toProblems({ issues, input: source.options, schema, prefix, findElsewhere });
    return { options: {}, problems };
  }
  const options = data as Record<string, unknown>;
  const { baseUrl } = options;
  // The schema allows loopback http for the local run, which sets it after synth. A template never contains it.
  if (typeof baseUrl !== 'string' || baseUrl.toLowerCase().startsWith('https://')) {
    return { options, problems: [] };
  }
  const remedy = 'Use the https address; the local run puts its simulators in by itself.';
  const key = showPath([...prefix, 'baseUrl']);
  return { options, problems: [{ key, got: baseUrl, expected: 'an https URL', remedy }] };
}

/** How a source is reconciled, or why it is not. */
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
  const { from, horizonDays = findDefaultHorizon(retention), ...times } = reconcile;
  if (horizonDays === 0) {
    return { notReconciled: 'retention.recordDays is 1: a horizon must be shorter, and a day is the least.' };
  }
  const since = from === undefined ? {} : { from: new Date(from).toISOString() };
  return { reconcile: { ...times, horizonDays, ...since } };
}
