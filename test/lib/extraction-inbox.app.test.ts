import { NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { context } from '../../cdk.json';
import { findInboxes } from '../../lambda/contracts/outputs';
import { ExtendSource, ExtractionInbox, LimaiSource } from '../../lib';
import { givenInbox, givenStackOf } from '../support/stack/given-inbox';
import { LIMITS, type Measures, measure } from '../support/stack/stack-limits';
import { ofType, resourcesOf } from './synthesize';

const FLAGS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['no feature flag', {}],
  ['the flags of this repository', context],
  ['every flag that the CDK recommends', CURRENTLY_RECOMMENDED_FLAGS],
];

const idsOf = (template: Template) => Object.keys(resourcesOf(template)).sort();

describe.each(FLAGS)('an inbox in an app with %s', (_name, flags) => {
  const stack = givenStackOf('Docs', flags);
  givenInbox({}, stack);
  const template = Template.fromStack(stack);

  it('has the logical ids that it has everywhere', () => {
    const own = givenStackOf('Docs', context);
    givenInbox({}, own);
    expect(idsOf(template)).toEqual(idsOf(Template.fromStack(own)));
  });

  it('keeps its data, and runs the same code', () => {
    template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'RetainExceptOnCreate' });
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });

  it('fits with as many sources as are allowed', () => {
    const full = givenStackOf('Full', flags);
    const sources = Array.from({ length: 35 }, (_, index) => LimaiSource.create(`source-number-${index}`));
    givenInbox({ sources, customerManagedKey: true, encryptLogs: true, tracing: true }, full);
    const measures = measure(Template.fromStack(full));
    const exceeded = Object.entries(LIMITS).filter(
      ([name, limit]) => measures[name as keyof Measures] > limit,
    );
    expect(exceeded.map(([name]) => `${name}: ${measures[name as keyof Measures]}`)).toEqual([]);
  });
});

describe('an inbox with a long id', () => {
  const withSources = (length: number, count: number) => {
    const stack = givenStackOf('Full');
    const ids = Array.from(
      { length: count },
      (_, index) => `${'x'.repeat(37)}${String(index).padStart(3, '0')}`,
    );
    new ExtractionInbox(stack, 'I'.repeat(length), {
      sources: ids.map((id) => ExtendSource.create(id)),
      customerManagedKey: true,
      encryptLogs: true,
      tracing: true,
    });
    return stack;
  };

  it.each([
    [27, 35],
    [60, 29],
    [120, 21],
  ])('of %i characters has at most %i sources, which fit', (length, count) => {
    const { inlinePolicyCharacters } = measure(Template.fromStack(withSources(length, count)));
    expect(inlinePolicyCharacters).toBeLessThanOrEqual(LIMITS.inlinePolicyCharacters);
    expect(() => withSources(length + 3, count)).toThrow(
      /id: got an id of \d+ characters .* for \d+ sources/,
    );
  });
});

describe('cdk-nag of the app', () => {
  it('finds nothing in the inbox, whichever of its own findings the app has', () => {
    const stack = givenStackOf('Docs', context);
    givenInbox({}, stack);
    const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root as never);
    expect(violations).toEqual([]);
  });
});

describe('an inbox in a stage and in a nested stack', () => {
  it('is named by its path within its own stack', () => {
    const stage = new Stage(givenStackOf().node.root, 'Production');
    const staged = new Stack(stage, 'Docs');
    expect(givenInbox({}, staged).metricStored().namespace).toBe('Production-Docs/Inbox');
    const outputs = Template.fromStack(staged).toJSON().Outputs as Record<string, never>;
    expect([...findInboxes(outputs).keys()]).toEqual(['Inbox']);

    const parent = givenStackOf('Parent');
    const nested = new NestedStack(parent, 'Nested');
    givenInbox({}, nested);
    const template = Template.fromStack(nested);
    expect(Object.keys(template.toJSON().Outputs)).toContain('InboxEventTableName');
    expect(ofType(template, 'AWS::DynamoDB::Table')).toHaveLength(1);
    expect(() => Template.fromStack(parent)).not.toThrow();
  });
});
