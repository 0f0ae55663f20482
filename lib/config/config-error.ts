import { SynthError } from '../synth-error';
import { showText, showValue } from './show-value';

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** As written in the file: `sources[0].options.baseUrl`. */
  readonly key: string;
  readonly got: unknown;
  /**
   * What was given where it is no value of the configuration: a syntax error, say.
   * @default `got` as it stands
   */
  readonly gotInWords?: string;
  readonly expected: string;
  /** @default every key is explained in one place, which the error names once */
  readonly remedy?: string | undefined;
}

const WHERE_EXPLAINED = 'lib/config/config-input.ts explains every key.';

/** The configuration cannot be deployed; names every problem at once, each on a line of its own. */
export class ConfigError extends SynthError {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(['Configuration refused:', ...problems.map(describe), WHERE_EXPLAINED].join('\n'));
  }
}

function describe({ key, got, gotInWords, expected, remedy }: ConfigProblem): string {
  const own = /[^.[\]"]+(?="?\]?$)/.exec(key)?.[0] ?? '';
  const said = `  ${key || 'configuration'}: got ${gotInWords === undefined ? showValue(got, own) : showText(gotInWords)}, expected ${expected}.`;
  return remedy === undefined ? said : `${said} ${remedy}`;
}
