import { asciiJson, settingsOf } from '../sources/settings-text';
import type { SourceConfig } from './config';
import type { ConfigProblem } from './config-error';

/**
 * Sources of one stack. What runs out first are the inline policies of a role (10,240 characters), which name the secret of each
 * source. test/lib/extraction-inbox-stack.many-sources.test.ts measures that this many fit into all that AWS allows.
 */
export const MAX_SOURCES = 35;

/** What Secrets Manager holds in one value: the settings of all sources. */
export const MAX_SETTINGS_BYTES = 65_536;

/** An ARN of a source's secret at its longest is 160 characters; here a token of the CDK stands for it. */
const LONGEST_ARN = 'a'.repeat(170);

/** Whether these sources fit into one stack. */
export function sourcesFit(sources: readonly SourceConfig[]): ConfigProblem[] {
  const exceeding = sources.findIndex(
    (_, index) => settingsBytes(sources.slice(0, index + 1)) > MAX_SETTINGS_BYTES,
  );
  const fitting = Math.min(exceeding < 0 ? sources.length : exceeding, MAX_SOURCES);
  if (sources.length > MAX_SOURCES) {
    return [problem(`${sources.length} sources`, `at most ${MAX_SOURCES} in one stack`, fitting)];
  }
  if (fitting < sources.length) {
    const got = `${sources.length} sources whose settings take ${settingsBytes(sources)} bytes`;
    return [problem(got, `at most ${MAX_SETTINGS_BYTES} bytes in one stack`, fitting)];
  }
  return [];
}

function problem(got: string, expected: string, fitting: number): ConfigProblem {
  const remedy = `The first ${fitting} fit. Deploy a second stack for the others: \`npx cdk deploy -c config=<other>.config.ts\`, with a \`stackName\` of its own in that file.`;
  return { key: 'sources', got, expected, remedy };
}

function settingsBytes(sources: readonly SourceConfig[]): number {
  const arns = { signingSecretArn: LONGEST_ARN, apiTokenSecretArn: LONGEST_ARN };
  return asciiJson(sources.map((source) => settingsOf(source, arns))).length;
}
