import { plainText } from '../../lambda/domain/text/unicode';

/** The app cannot be synthesized, and its message says what to change: print it without a stack trace. */
export class SynthError extends Error {
  override readonly name: string = 'SynthError';
}

export interface ConfigProblem {
  /** As written in the file: `sources[0].options.baseUrl`. */
  readonly key: string;
  readonly got: unknown;
  /** Printed instead of `got` when that is no value of the configuration, such as a syntax error. */
  readonly gotInWords?: string;
  readonly expected: string;
  /** @default every key is explained in one place, which the error names once */
  readonly remedy?: string | undefined;
}

const WHERE_EXPLAINED = 'docs/reference/configuration.md explains every key.';

/** The configuration is invalid. The message lists every problem, one per line. */
export class ConfigError extends SynthError {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(['Configuration refused:', ...problems.map(describeProblem), WHERE_EXPLAINED].join('\n'));
  }
}

/** One problem on a line of its own. */
export function describeProblem({ key, got, gotInWords, expected, remedy }: ConfigProblem): string {
  const own = /[^.[\]"]+(?="?\]?$)/.exec(key)?.[0] ?? '';
  const shown = gotInWords === undefined ? showValue(got, own) : plainText(hideSecrets(gotInWords));
  const said = `  ${key || 'configuration'}: got ${shown}, expected ${expected}.`;
  return remedy === undefined ? said : `${said} ${remedy}`;
}

const MAX_SHOWN = 120;
/** Keys whose texts are probably secrets, put into the configuration by mistake. */
const SECRET_KEY = /secret|token|passw|credential|signing|private|api.?key|^key/i;
/** Prefixes of common secrets, and long runs of mixed letters and digits. */
const SECRET_TEXT =
  /^((wss_|whsec_|sk[-_]|pk[-_]|AKIA|ASIA|gh[a-z]_|eyJ).+|(?=.*\d)(?=.*[a-z])[A-Za-z0-9+/_=]{24,})$/i;
const WORDS = /[^\s"'`,;()]+/g;
const USER_IN_URL = /\/\/[^/@\s]+@/g;
const HIDDEN = '<hidden>';

/** A value on one line that is safe to print: no secret, no control character, of limited length. */
function showValue(value: unknown, key = ''): string {
  if (value instanceof Date) {
    return 'a Date';
  }
  let json = 'an object that refers to itself';
  try {
    json = JSON.stringify(value, (inner, each) => toShown(inner || key, each)) ?? 'nothing';
  } catch {
    // It does refer to itself.
  }
  const text = plainText(json.replace(/^"(NaN|-?Infinity|a function|a Promise)"$/, '$1'));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** `['sources', 0, 'a b']` → `sources[0]["a b"]`. */
export function showPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part, index) => {
    const name = String(part);
    if (typeof part === 'number' || !/^[\w$-]+$/.test(name)) {
      return `[${showValue(typeof part === 'number' ? part : name)}]`;
    }
    return index === 0 ? name : `.${name}`;
  });
  return parts.join('');
}

/** Describes what JSON would drop, reject or change. */
function toShown(key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return SECRET_KEY.test(key) ? HIDDEN : hideSecrets(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'function':
      return 'a function';
    case 'bigint':
    case 'symbol':
      return String(value);
    default:
      return value instanceof Promise ? 'a Promise' : value;
  }
}

function hideSecrets(text: string): string {
  return text
    .replace(WORDS, (word) => (SECRET_TEXT.test(word) ? HIDDEN : word))
    .replace(USER_IN_URL, `//${HIDDEN}@`);
}
