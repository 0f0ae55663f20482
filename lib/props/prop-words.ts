import type { ConfigProblem } from '../config/config-error';
import { INBOX_PROPS } from './inbox-prop-tables';
import { listRows, type PropTable } from './prop-table';
import type { ExtractionProvider } from './sources/extraction-provider';
import { SOURCE_KINDS } from './sources/source-kinds';

/** What the configuration says where a prop is meant, beside the keys of the tables. */
const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\breconcile: false\b/g, 'reconciliation: false'],
  [/\beveryMinutes\b/g, 'reconcileInterval'],
  [/\bsettleMinutes\b/g, 'reconcileSettleTime'],
  [/\bmaxEventAgeSeconds\b/g, 'maxEventAge'],
  [/\balarmTopicArn\b/g, 'alarmTopic'],
  [/\baccessLogBucketName\b/g, 'serverAccessLogsBucket'],
  [/\benv\.region\b/g, 'the region of the stack'],
  [/^timing, retry$/, 'eventBudget, batchSize, maxBatchingWindow, retryWindow, notReadyWindow'],
  [/Deploy a second stack for the others:.*$/, 'Give the others to an ExtractionInbox in another stack.'],
];

export interface Wording {
  /** The provider of each source. */
  readonly sources: readonly ExtractionProvider[];
  /** The provider of each entry of `providerLimits`. */
  readonly limits: readonly ExtractionProvider[];
  /** Key → its duration as it was given. */
  readonly durations: ReadonlyMap<string, string>;
}

/** A problem of the configuration, in the words of the props. */
export function toPropProblem(problem: ConfigProblem, wording: Wording): ConfigProblem {
  const rename = (text: string) => renameKeys(text, wording);
  const given = wording.durations.get(problem.key);
  return {
    ...problem,
    key: rename(problem.key),
    expected: rename(problem.expected),
    ...(given !== undefined && { gotInWords: given }),
    ...(problem.remedy !== undefined && { remedy: rename(problem.remedy) }),
  };
}

function renameKeys(text: string, { sources, limits }: Wording): string {
  let renamed = text;
  for (const [index, provider] of sources.entries()) {
    renamed = renameIn(renamed, SOURCE_KINDS[provider].props, `sources[${index}].`);
  }
  for (const [index, provider] of limits.entries()) {
    renamed = renamed.replaceAll(`providers.${provider}.`, `providerLimits[${index}].`);
  }
  renamed = renameIn(renamed, INBOX_PROPS);
  return OTHER_WORDS.reduce((said, [word, instead]) => said.replace(word, instead), renamed);
}

/** Longer keys first, since one may contain another. */
function renameIn(text: string, table: PropTable<object>, prefix = ''): string {
  const rows = [...listRows(table)].sort(([, a], [, b]) => b.key.length - a.key.length);
  return rows.reduce((said, [prop, { key }]) => {
    const written = `${prefix}${key}`.replace(/[.[\]]/g, String.raw`\$&`);
    return said.replace(new RegExp(String.raw`(?<![\w.\]])${written}(?!\w)`, 'g'), `${prefix}${prop}`);
  }, text);
}
