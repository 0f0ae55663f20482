/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** As written in the file: `sources[0].options.baseUrl`. */
  readonly key: string;
  readonly got: unknown;
  readonly expected: string;
  readonly remedy: string;
}

const MAX_SHOWN = 120;

/** The configuration cannot be deployed; names every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(['Configuration refused:', ...problems.map(describe)].join('\n'));
  }
}

function describe({ key, got, expected, remedy }: ConfigProblem): string {
  return `  ${key || 'configuration'}: got ${show(got)}, expected ${expected}. ${remedy}`;
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
