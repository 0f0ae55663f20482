import { plainText } from '../../lambda/domain/text/unicode';

/** The app cannot be synthesized, for a reason that a person can remove. Its message is all they need: no stack trace. */
export class SynthError extends Error {
  override readonly name: string = 'SynthError';
}

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

const WHERE_EXPLAINED = 'README.md (Configure) explains every key.';

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

const MAX_SHOWN = 120;
/** Keys whose texts are probably secrets that somebody put into the configuration by mistake. */
const SECRET_KEY = /secret|token|passw|credential|signing|private|api.?key|^key/i;
/** The beginnings of what services give out as secrets, and long runs of mixed letters and digits. */
const SECRET_TEXT =
  /^((wss_|whsec_|sk[-_]|pk[-_]|AKIA|ASIA|gh[a-z]_|eyJ).+|(?=.*\d)(?=.*[a-z])[A-Za-z0-9+/_=]{24,})$/i;
const WORDS = /[^\s"'`,;()]+/g;
const USER_IN_URL = /\/\/[^/@\s]+@/g;
const HIDDEN = '<hidden>';

/** A value of the configuration on one line, as a person may see it: no secret, no character that a terminal acts on, not too long. */
export function showValue(value: unknown, key = ''): string {
  const text = printable(json(value, key));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A sentence of somebody else's, such as an error's message, under the same rules. */
export function showText(text: string): string {
  return printable(withoutSecrets(text));
}

/** `['sources', 0, 'a b']` → `sources[0]["a b"]`. */
export function showPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) => showPart(part, index === 0)).join('');
}

function showPart(part: PropertyKey, isFirst: boolean): string {
  if (typeof part === 'number') {
    return `[${part}]`;
  }
  const name = String(part);
  if (!/^[\w$-]+$/.test(name)) {
    return `[${showValue(name)}]`;
  }
  return isFirst ? name : `.${name}`;
}

function json(value: unknown, key: string): string {
  if (value instanceof Date) {
    return 'a Date';
  }
  try {
    return JSON.stringify(value, (inner, each) => plain(inner || key, each)) ?? 'nothing';
  } catch {
    return 'an object that refers to itself';
  }
}

/** What JSON would drop, refuse or turn into something else, in words. */
function plain(key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return SECRET_KEY.test(key) ? HIDDEN : withoutSecrets(value);
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

function withoutSecrets(text: string): string {
  return text
    .replace(WORDS, (word) => (SECRET_TEXT.test(word) ? HIDDEN : word))
    .replace(USER_IN_URL, `//${HIDDEN}@`);
}

function printable(text: string): string {
  return plainText(text.replace(/^"(NaN|-?Infinity|a function|a Promise)"$/, '$1'));
}
