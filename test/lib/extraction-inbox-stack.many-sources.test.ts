import { MAX_SOURCES } from '../../lib/config/config-rules';
import type { ConfigInput } from '../../lib/config/config-schema';
import { extendSource, limaiSource, manySources } from '../support/stack/many-sources';
import { LIMITS, type Measures, measure } from '../support/stack/stack-limits';
import { EVERY_OPTION } from './every-option';
import { ofType, settingsOf, synthesize } from './synthesize';

const MIXES = {
  'both providers': [limaiSource, extendSource],
  'Limai alone': [limaiSource],
  'Extend alone': [extendSource],
} as const;

const CASES = Object.entries(MIXES).flatMap(([mix, makers]) => [
  [30, mix, 'the default', { sources: manySources(30, ...makers) }] as const,
  [
    MAX_SOURCES,
    mix,
    'every option',
    { ...EVERY_OPTION, sources: manySources(MAX_SOURCES, ...makers) },
  ] as const,
]);

/** A stack's measures above AWS's limits. */
function exceeded(measures: Measures): string[] {
  return Object.entries(LIMITS)
    .filter(([name, limit]) => measures[name as keyof Measures] > limit)
    .map(([name, limit]) => `${name}: ${measures[name as keyof Measures]} of ${limit}`);
}

describe.each(CASES)('a stack of %i sources of %s with %s', (count, _mix, _options, config) => {
  const template = synthesize(config as Partial<ConfigInput>);

  it('stays within what AWS allows', () => {
    expect(exceeded(measure(template))).toEqual([]);
  });

  it('keeps to inline policies', () => {
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  it('tells the functions of all of them', () => {
    expect(settingsOf(template).map(({ id }) => id)).toEqual(config.sources.map(({ id }) => id));
    expect(config.sources).toHaveLength(count);
  });
});

describe('a source more', () => {
  const listIds = (sources: number, type: string) =>
    ofType(synthesize({ sources: manySources(sources, limaiSource, extendSource) }), type).map(([id]) => id);

  it.each(['AWS::CloudWatch::Alarm', 'AWS::Lambda::Function', 'AWS::Events::Rule'])('adds no %s', (type) => {
    expect(listIds(30, type)).toEqual(listIds(2, type));
  });
});
