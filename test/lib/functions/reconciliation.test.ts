import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';
import { ExtractionInboxStack } from '../../../lib/extraction-inbox-stack';
import { ofType, reviewOf, settingsOf, synthesize } from '../synthesize';

const LIMAI = { id: 'limai', provider: 'limai' } as const;
const EXTEND = { id: 'extend', provider: 'extend' } as const;
const DEPLOYED = { ...LIMAI, options: { deploymentId: 'dep_123abc' } } as const;

function readEnvironments(sources: ConfigInput['sources']): Record<string, Record<string, string>> {
  const functions = ofType(synthesize({ sources }), 'AWS::Lambda::Function');
  return Object.fromEntries(
    functions.map(([id, { Properties }]) => [
      id.replace(/Function[0-9A-F]{8}$/, ''),
      (Properties.Environment as { Variables: Record<string, string> }).Variables,
    ]),
  );
}

function readRate(environment: Record<string, string> | undefined): number {
  return (JSON.parse(environment?.LISTING ?? '{}') as { requestsPerSecond: number }).requestsPerSecond;
}

describe('reconciliation', () => {
  it('is a function and a schedule for each provider that has a source with what it takes', () => {
    expect(reviewOf(synthesize({ sources: [DEPLOYED, EXTEND] }), 'Reconciliation/Limai')).toMatchSnapshot();
  });

  it('says at synth what a source lacks for it', () => {
    const config = parseConfig({ sources: [LIMAI, EXTEND] });
    const stack = new ExtractionInboxStack(
      new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } }),
      'Said',
      { config },
    );
    const said = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('is not reconciled'));
    expect(said.map(({ entry }) => entry.data)).toEqual([
      expect.stringContaining('Source "limai" is not reconciled: options.deploymentId is not set'),
    ]);
  });

  it('is left out, in silence, where the configuration switches it off', () => {
    const off = [{ ...DEPLOYED, reconcile: false as const }];
    const environments = readEnvironments(off);
    expect(Object.keys(environments)).toEqual(['InboxLimaiProcessor', 'InboxIngest', 'InboxSweepSweeper']);
    expect(settingsOf(synthesize({ sources: off }))[0]).not.toHaveProperty('reconcile');
    expect(parseConfig({ sources: off }).sources[0]).not.toHaveProperty('notReconciled');
  });

  it('gives the sources of one provider the provider’s pace together', () => {
    const environments = readEnvironments([EXTEND, { ...EXTEND, id: 'extend-2' }, DEPLOYED]);
    expect(readRate(environments.InboxReconciliationExtendReconciler)).toBe(1);
    expect(readRate(environments.InboxReconciliationLimaiReconciler)).toBe(1);
  });

  it('starts as often as its sources’ intervals ask for, and ends before it starts again', () => {
    const at = (id: string, everyMinutes: number) => ({ ...EXTEND, id, reconcile: { everyMinutes } });
    const template = synthesize({ sources: [at('a', 45), at('b', 30), at('c', 10), DEPLOYED] });
    const rates = ofType(template, 'AWS::Events::Rule').map(([id, { Properties }]) => [
      id.replace(/Rule[0-9A-F]{8}$/, ''),
      Properties.ScheduleExpression,
    ]);
    expect(Object.fromEntries(rates)).toMatchObject({
      InboxReconciliationExtend: 'rate(5 minutes)',
      InboxReconciliationLimai: 'rate(1 hour)',
    });
    const timeouts = ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [
      id.replace(/Function[0-9A-F]{8}$/, ''),
      Properties.Timeout,
    ]);
    expect(Object.fromEntries(timeouts)).toMatchObject({
      InboxReconciliationExtendReconciler: 300,
      InboxReconciliationLimaiReconciler: 900,
    });
  });

  it('stays below what Extend’s smallest plan allows, events and lists together', () => {
    const [extend] = parseConfig({ sources: [EXTEND] }).providers;
    const { requestsPerSecond = 99, listRequestsPerSecond = 99 } = extend?.pressure ?? {};
    expect(requestsPerSecond + listRequestsPerSecond).toBeLessThan(10);
  });
});
