import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { context } from '../../../cdk.json';
import { addConsoleLinks } from '../../../lib/monitoring/console-links';
import { ofType, readable, synthesize } from '../synthesize';

type Outputs = Readonly<Record<string, { readonly Value: unknown }>>;

const readOutputs = (template: Template) => template.toJSON().Outputs as Outputs;

function valuesIn(region: string | undefined): Record<string, unknown> {
  const stack = new Stack(
    new App({ context }),
    'Mine',
    region ? { env: { region, account: '111122223333' } } : {},
  );
  addConsoleLinks(stack, 'Night', { 'process limai': '/aws/lambda/mine_1' });
  const outputs = readOutputs(Template.fromStack(stack));
  return Object.fromEntries(Object.entries(outputs).map(([name, { Value }]) => [name, Value]));
}

describe('links to the console', () => {
  it.each([
    ['eu-central-1', 'console.aws.amazon.com'],
    ['cn-north-1', 'console.amazonaws.cn'],
    ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ])('of %s lead to %s, with every slash of a log group encoded twice', (region, host) => {
    const home = `https://${host}/cloudwatch/home?region=${region}`;
    expect(valuesIn(region)).toEqual({
      DashboardLink: `${home}#dashboards:name=Night`,
      LogsLinkProcessLimai: `${home}#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fmine_1`,
    });
  });

  it('choose the host at the deployment where the region is not known before', () => {
    const { DashboardLink } = valuesIn(undefined) as { DashboardLink: { 'Fn::Join': [string, unknown[]] } };
    const [, [, host]] = DashboardLink['Fn::Join'];
    expect(host).toEqual({
      'Fn::If': [
        'ExtractionInboxIsInChina',
        'console.amazonaws.cn',
        {
          'Fn::If': ['ExtractionInboxIsInGovCloud', 'console.amazonaws-us-gov.com', 'console.aws.amazon.com'],
        },
      ],
    });
  });

  it('share two conditions with the other inboxes of their stack', () => {
    const stack = new Stack(new App({ context }), 'Mine');
    for (const id of ['One', 'Two']) {
      addConsoleLinks(new Construct(stack, id), 'Night', {});
    }
    const { Conditions } = Template.fromStack(stack).toJSON();
    expect(Object.keys(Conditions).sort()).toEqual([
      'ExtractionInboxIsInChina',
      'ExtractionInboxIsInGovCloud',
    ]);
  });

  it('are there for every log group of the stack, and for the dashboard if there is one', () => {
    const template = synthesize();
    const outputs = readOutputs(template);
    const linked = Object.keys(outputs).filter((name) => name.startsWith('InboxLogsLink'));
    const groups = ofType(template, 'AWS::Logs::LogGroup').map(([id]) => id);
    const values = linked.map((name) => JSON.stringify(outputs[name]?.Value));
    expect(groups.filter((id) => !values.some((value) => value.includes(`{"Ref":"${id}"}`)))).toEqual([]);
    expect(linked).toHaveLength(groups.length);
    expect(readable(outputs.InboxDashboardLink?.Value)).toContain('#dashboards:name=${InboxDashboard');
    expect(Object.keys(readOutputs(synthesize({ monitoring: { dashboard: false } })))).not.toContain(
      'InboxDashboardLink',
    );
  });
});
