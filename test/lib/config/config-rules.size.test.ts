import { ConfigError } from '../../../lib/config/config-error';
import { MAX_SETTINGS_BYTES, MAX_SOURCES } from '../../../lib/config/config-rules';
import type { SourceInput } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';
import { extendSource, limaiSource, manySources } from '../../support/stack/many-sources';
import { LIMITS, measure } from '../../support/stack/stack-limits';
import { synthesize } from '../synthesize';

function refusal(sources: readonly SourceInput[]): string {
  try {
    parseConfig({ sources });
    return '';
  } catch (error) {
    return error instanceof ConfigError ? error.message : String(error);
  }
}

/** About 5,800 bytes: every list as long as it may be. */
function largest(index: number): SourceInput {
  const words = Array.from({ length: 20 }, (_, at) => `${at}`.padStart(128, 'x'));
  const { options, ...source } = extendSource(index);
  return { ...source, options: { ...options, reconcile: { runSources: words, extractorIds: words } } };
}

describe('as many sources as fit', () => {
  it('are taken, and one more is refused in one line that says how many fit', () => {
    expect(refusal(manySources(MAX_SOURCES, limaiSource, extendSource))).toBe('');
    expect(
      refusal(manySources(MAX_SOURCES + 1, limaiSource, extendSource))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'Configuration refused:',
      `  sources: got "${MAX_SOURCES + 1} sources", expected at most ${MAX_SOURCES} in one stack. The first ${MAX_SOURCES} fit. Deploy a second stack for the others: \`npx cdk deploy -c config=<other>.config.ts\`, with a \`stackName\` of its own in that file.`,
    ]);
  });

  it('are fewer where their options are long, and the refusal says how many', () => {
    const said = refusal(manySources(20, largest));
    const [, fitting] = /The first (\d+) fit/.exec(said) ?? [];
    expect(said).toContain(`expected at most ${MAX_SETTINGS_BYTES} bytes in one stack`);
    expect(refusal(manySources(MAX_SOURCES + 1, largest))).toContain(`The first ${fitting} fit.`);
    expect(refusal(manySources(Number(fitting), largest))).toBe('');
    expect(refusal(manySources(Number(fitting) + 1, largest))).not.toBe('');
    const template = synthesize({ sources: manySources(Number(fitting), largest) });
    expect(measure(template).secretBytes).toBeLessThanOrEqual(LIMITS.secretBytes);
  });
});
