import { ConfigError } from '../../../lib/config/config-error';
import { parseConfig } from '../../../lib/config/parse-config';

const LIMAI = { id: 'limai', provider: 'limai' };
const EXTEND = { id: 'extend', provider: 'extend' };
const circle: Record<string, unknown> = {};
circle.self = circle;

/** What is written, and the one line that is said of it. */
type Mistake = readonly [config: unknown, line: string];

/** The whole configuration with one source and this beside it. */
const beside = (more: object, line: string): Mistake => [{ sources: [LIMAI], ...more }, line];
/** One source with this instead. */
const source = (written: object, line: string): Mistake => [{ sources: [written] }, line];

const WHOLE_DAYS = 'expected a whole number of days from 1 to 3650.';

const UNKNOWN_KEYS: readonly Mistake[] = [
  beside({ source: [] }, 'source: got [], expected no key of this name. Did you mean sources?'),
  beside({ tracng: true }, 'tracng: got true, expected no key of this name. Did you mean tracing?'),
  beside({ Timing: {} }, 'Timing: got {}, expected no key of this name. Did you mean timing?'),
  beside(
    { logDays: 30 },
    'logDays: got 30, expected one of the keys sources, …. Did you mean retention.logDays?',
  ),
  beside({ zzz: 1 }, 'zzz: got 1, expected one of the keys sources, ….'),
  beside({ 'a b\n': 1 }, '["a b\\n"]: got 1, expected one of the keys sources, ….'),
  beside({ '\u009bx': 1 }, '["\\u009bx"]: got 1, expected one of the keys sources, ….'),
  beside(
    { retention: { logsDays: 3 } },
    'retention.logsDays: got 3, expected no key of this name. Did you mean logDays?',
  ),
  beside(
    { monitoring: { alarm: 'none' } },
    'monitoring.alarm: got "none", expected no key of this name. Did you mean alarms?',
  ),
  beside(
    { throttling: { rates: 5 } },
    'throttling.rates: got 5, expected no key of this name. Did you mean rate?',
  ),
  beside(
    { providers: { limmai: {} } },
    'providers.limmai: got {}, expected no key of this name. Did you mean limai?',
  ),
  beside(
    { providers: { limai: { maxConcurency: 3 } } },
    'providers.limai.maxConcurency: got 3, expected no key of this name. Did you mean maxConcurrency?',
  ),
  source(
    { id: 'a', provder: 'limai' },
    'sources[0].provder: got "limai", expected no key of this name. Did you mean provider?',
  ),
  source(
    { ID: 'a', provider: 'limai' },
    'sources[0].ID: got "a", expected no key of this name. Did you mean id?',
  ),
  source(
    { ...LIMAI, reconcile: { every: 5 } },
    'sources[0].reconcile.every: got 5, expected no key of this name. Did you mean everyMinutes?',
  ),
  source(
    { ...LIMAI, throttling: { brust: 5 } },
    'sources[0].throttling.brust: got 5, expected no key of this name. Did you mean burst?',
  ),
  source(
    { ...LIMAI, options: { basUrl: 'https://x.example.com' } },
    'sources[0].options.basUrl: got "https://x.example.com", expected no key of this name. Did you mean baseUrl?',
  ),
  source(
    { ...LIMAI, deploymentId: 'x' },
    'sources[0].deploymentId: got "x", expected one of the keys id, …. Did you mean sources[0].options.deploymentId?',
  ),
  source(
    { ...LIMAI, options: { reconcile: false } },
    'sources[0].options.reconcile: got false, expected one of the keys baseUrl, …. Did you mean sources[].reconcile?',
  ),
  source(
    { ...EXTEND, options: { reconcile: { pagesize: 5 } } },
    'sources[0].options.reconcile.pagesize: got 5, expected no key of this name. Did you mean pageSize?',
  ),
];

const WRONG_TYPES: readonly Mistake[] = [
  [undefined, 'configuration: got nothing, expected an object such as { sources: [ … ] }.'],
  [null, 'configuration: got null, expected an object such as { sources: [ … ] }.'],
  [[], 'configuration: got [], expected an object such as { sources: [ … ] }.'],
  ['text', 'configuration: got "text", expected an object such as { sources: [ … ] }.'],
  [{}, 'sources: got nothing, expected a list of sources.'],
  [{ sources: {} }, 'sources: got {}, expected a list of sources.'],
  [{ sources: LIMAI }, 'sources: got {"id":"limai","provider":"limai"}, expected a list of sources.'],
  [{ sources: [] }, 'sources: got [], expected at least one source.'],
  [
    { sources: ['limai'] },
    "sources[0]: got \"limai\", expected an object such as { id: 'limai', provider: 'limai' }.",
  ],
  [
    { sources: [null] },
    "sources[0]: got null, expected an object such as { id: 'limai', provider: 'limai' }.",
  ],
  source({ provider: 'limai' }, 'sources[0].id: got nothing, expected a text.'),
  source({ id: 'a' }, 'sources[0].provider: got nothing, expected one of limai, extend.'),
  source({ id: 7, provider: 'limai' }, 'sources[0].id: got 7, expected a text.'),
  source({ ...LIMAI, options: [] }, 'sources[0].options: got [], expected an object of options.'),
  source(
    { ...LIMAI, reconcile: true },
    'sources[0].reconcile: got true, expected false, or an object such as { everyMinutes: 60 }.',
  ),
  source(
    { ...LIMAI, reconcile: null },
    'sources[0].reconcile: got null, expected false, or an object such as { everyMinutes: 60 }.',
  ),
  source({ ...LIMAI, throttling: 5 }, 'sources[0].throttling: got 5, expected an object.'),
  source(
    { ...LIMAI, options: { deploymentId: 7 } },
    'sources[0].options.deploymentId: got 7, expected a text.',
  ),
  source(
    { ...EXTEND, options: { reconcile: true } },
    'sources[0].options.reconcile: got true, expected an object.',
  ),
  source(
    { ...EXTEND, options: { reconcile: { runSources: 'API' } } },
    'sources[0].options.reconcile.runSources: got "API", expected a list.',
  ),
  beside({ tracing: 'yes' }, 'tracing: got "yes", expected true or false.'),
  beside({ retention: 30 }, 'retention: got 30, expected an object.'),
  beside({ retention: { recordDays: '30' } }, `retention.recordDays: got "30", ${WHOLE_DAYS}`),
  beside({ retention: { recordDays: null } }, `retention.recordDays: got null, ${WHOLE_DAYS}`),
  beside({ providers: [] }, 'providers: got [], expected an object.'),
  beside({ monitoring: false }, 'monitoring: got false, expected an object.'),
  beside({ monitoring: { dashboard: 'no' } }, 'monitoring.dashboard: got "no", expected true or false.'),
  beside({ tracing: () => true }, 'tracing: got a function, expected true or false.'),
  beside({ tracing: Promise.resolve() }, 'tracing: got a Promise, expected true or false.'),
  source(
    { ...LIMAI, reconcile: { from: new Date() } },
    'sources[0].reconcile.from: got a Date, expected a date as a text, such as 2026-01-31 or 2026-01-31T08:00:00Z.',
  ),
  beside({ tracing: circle }, 'tracing: got an object that refers to itself, expected true or false.'),
];

const WRONG_VALUES: readonly Mistake[] = [
  beside({ indexShards: Number.NaN }, 'indexShards: got NaN, expected a whole number from 1 to 100.'),
  beside(
    { indexShards: Number.POSITIVE_INFINITY },
    'indexShards: got Infinity, expected a whole number from 1 to 100.',
  ),
  beside({ indexShards: 1.5 }, 'indexShards: got 1.5, expected a whole number from 1 to 100.'),
  beside({ indexShards: 7n }, 'indexShards: got "7", expected a whole number from 1 to 100.'),
  beside({ retention: { recordDays: -1 } }, `retention.recordDays: got -1, ${WHOLE_DAYS}`),
  beside(
    { providers: { limai: { requestsPerSecond: 0 } } },
    'providers.limai.requestsPerSecond: got 0, expected a number above 0.',
  ),
  beside(
    { logLevel: 'info' },
    'logLevel: got "info", expected one of DEBUG, INFO, WARN, ERROR. Did you mean \'INFO\'?',
  ),
  beside({ logLevel: 'TRACE' }, 'logLevel: got "TRACE", expected one of DEBUG, INFO, WARN, ERROR.'),
  beside(
    { monitoring: { alarms: 'esential' } },
    'monitoring.alarms: got "esential", expected one of all, essential, none. Did you mean \'essential\'?',
  ),
  beside(
    { retention: { coldStorageAfterDays: 'nie' } },
    'retention.coldStorageAfterDays: got "nie", expected a whole number of days from 30 to 3650, or \'never\'.',
  ),
  source(
    { id: 'a', provider: 'limmai' },
    'sources[0].provider: got "limmai", expected one of limai, extend. Did you mean \'limai\'?',
  ),
  source(
    { id: 'My Source', provider: 'limai' },
    'sources[0].id: got "My Source", expected 1 to 40 of a-z, 0-9 and -.',
  ),
  source(
    { id: 'constructor', provider: 'limai' },
    'sources[0].id: got "constructor", expected another id: the CDK cannot take this one.',
  ),
  beside(
    { tags: { team: '' } },
    'tags.team: got "", expected tag values of 1 to 256 letters, digits, spaces and _.:/=+-@.',
  ),
  beside(
    { tags: { Team: 'a', team: 'b' } },
    'tags: got {"Team":"a","team":"b"}, expected tag names that differ by more than upper and lower case.',
  ),
  source(
    { ...LIMAI, options: { challengeAnswer: 'jsn' } },
    'sources[0].options.challengeAnswer: got "jsn", expected one of json, text. Did you mean \'json\'?',
  ),
  source(
    { ...LIMAI, options: { deploymentId: '' } },
    'sources[0].options.deploymentId: got "", expected at least 1 characters.',
  ),
  source(
    { ...EXTEND, options: { region: 'us3' } },
    'sources[0].options.region: got "us3", expected one of us1, us2, eu1. Did you mean \'us1\'?',
  ),
  source(
    { ...EXTEND, options: { maxAgeSeconds: -1 } },
    'sources[0].options.maxAgeSeconds: got -1, expected at least 0.',
  ),
  source(
    { ...EXTEND, options: { reconcile: { pageSize: 5000 } } },
    'sources[0].options.reconcile.pageSize: got 5000, expected at most 1000.',
  ),
  [
    { sources: [LIMAI, LIMAI] },
    'sources[1].id: got "limai", expected an id that differs from sources[0].id by more than hyphens. …',
  ],
];

/** Nothing of these may be repeated on a screen, wherever it was put by mistake. */
const SECRETS: readonly Mistake[] = [
  source(
    { ...LIMAI, signingSecret: 'my-secret' },
    'sources[0].signingSecret: got "<hidden>", expected one of the keys id, ….',
  ),
  source(
    { ...LIMAI, options: { apiToken: 'my-secret' } },
    'sources[0].options.apiToken: got "<hidden>", expected one of the keys baseUrl, ….',
  ),
  source(
    { ...LIMAI, option: { token: 'my-secret' } },
    'sources[0].option: got {"token":"<hidden>"}, expected no key of this name. Did you mean options?',
  ),
  source(
    { id: 'wss_my-secret', provider: 'limai' },
    'sources[0].id: got "<hidden>", expected 1 to 40 of a-z, 0-9 and -.',
  ),
  source(
    { ...LIMAI, options: { baseUrl: 'https://user:my-secret@example.com' } },
    'sources[0].options.baseUrl: got "https://<hidden>@example.com", expected an https URL without query, such as https://api.example.com.',
  ),
];

/** The lines between the heading and the hint. */
function readLines(config: unknown): string[] {
  try {
    parseConfig(config as Parameters<typeof parseConfig>[0]);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [heading, ...lines] = (error as ConfigError).message.split('\n');
    expect([heading, lines.pop()]).toEqual([
      'Configuration refused:',
      'docs/reference/configuration.md explains every key.',
    ]);
    return lines.map((line) => line.trim());
  }
  throw new Error('The configuration was taken, expected it to be refused.');
}

/** `…` stands for what is not the point. */
function matching(line: string): string {
  const [first = '', ...others] = line
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return [first, ...others].join('.*');
}

const ALL = [...UNKNOWN_KEYS, ...WRONG_TYPES, ...WRONG_VALUES, ...SECRETS].map(
  ([config, line]) => ({ line, config }) as const,
);

describe('a mistake in the configuration', () => {
  it.each(ALL)('is one line: $line', ({ config, line }) => {
    const lines = readLines(config);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${matching(line)}$`))]);
    expect(lines.join()).not.toMatch(/my-secret|Invalid|received/);
  });

  it('is a line each, wherever several are', () => {
    const config = {
      sources: [
        { id: 'a', provder: 'limai' },
        { ...EXTEND, options: { regoin: 'us1' } },
      ],
      indexShards: 0,
      tracng: true,
    };
    expect(readLines(config)).toEqual([
      expect.stringMatching(/^sources\[0\]\.provder: .* Did you mean provider\?$/),
      expect.stringMatching(/^tracng: .* Did you mean tracing\?$/),
      expect.stringMatching(/^indexShards: got 0/),
      expect.stringMatching(/^sources\[1\]\.options\.regoin: .* Did you mean region\?$/),
    ]);
  });
});
