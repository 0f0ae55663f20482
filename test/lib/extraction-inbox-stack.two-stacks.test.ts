import { Template } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../lib/config/config-schema';
import { EVERY_OPTION } from './every-option';
import { givenStack, resourcesOf, synthesize } from './synthesize';

/** Names that are names only within another resource: two stacks may share them. */
const WITHIN_ANOTHER = new Set([
  'AWS::ApiGatewayV2::Stage StageName',
  'AWS::CloudWatch::Alarm MetricName',
  'AWS::IAM::Policy PolicyName',
]);

const NAME = /(Name|Identifier|Alias)$|^Path$/;

/** `AWS::Logs::LogGroup LogGroupName=…`, for each property that could be a fixed name of a resource. */
function fixedNames(template: Template): string[] {
  const resources = Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties)
      .filter(([property, value]) => NAME.test(property) && typeof value === 'string')
      .filter(([property]) => !WITHIN_ANOTHER.has(`${Type} ${property}`))
      .map(([property, value]) => `${Type} ${property}=${value}`),
  );
  const outputs = Object.values(template.toJSON().Outputs as Record<string, { Export?: object }>);
  return [
    ...resources,
    ...outputs.flatMap((output) => (output.Export ? [JSON.stringify(output.Export)] : [])),
  ];
}

function namespaces(template: Template): string[] {
  const found = JSON.stringify(template.toJSON()).matchAll(
    /"(?:Namespace|POWERTOOLS_METRICS_NAMESPACE)":"([^"]+)"/g,
  );
  return [...new Set([...found].map(([, name = '']) => name))].filter((name) => !name.startsWith('AWS/'));
}

describe.each<[string, Partial<ConfigInput>]>([
  ['the default configuration', {}],
  ['every option', EVERY_OPTION],
])('two stacks in one account and region, with %s', (_name, config) => {
  const one = synthesize({ ...config, stackName: 'InboxOne' });
  const two = synthesize({ ...config, stackName: 'InboxTwo' });

  it('share no name', () => {
    const names = fixedNames(two);
    expect(fixedNames(one).filter((name) => names.includes(name))).toEqual([]);
    expect(names).toContain('AWS::Logs::LogGroup LogGroupName=/aws/vendedlogs/InboxTwo/Inbox/http-api');
  });

  it('share no namespace of metrics', () => {
    expect(namespaces(one)).toEqual(['InboxOne/Inbox']);
    expect(namespaces(two)).toEqual(['InboxTwo/Inbox']);
  });

  it('differ in nothing else, so that each keeps the logical ids of the other', () => {
    const text = JSON.stringify(one.toJSON()).replaceAll('InboxOne', 'InboxTwo');
    expect(JSON.parse(text)).toEqual(two.toJSON());
  });
});

describe('the stack', () => {
  it('has the name, the place and the tags of the configuration', () => {
    const { stackName, account, region, tags } = givenStack({
      stackName: 'inbox-eu',
      env: { account: '123456789012', region: 'eu-central-1' },
      tags: { team: 'documents' },
    });
    expect({ stackName, account, region, tags: tags.tagValues() }).toEqual({
      stackName: 'inbox-eu',
      account: '123456789012',
      region: 'eu-central-1',
      tags: { team: 'documents' },
    });
  });

  it('goes where the credentials lead unless told otherwise', () => {
    const template = JSON.stringify(Template.fromStack(givenStack()).toJSON());
    expect(givenStack().stackName).toBe('ExtractionInbox');
    expect(template).not.toMatch(/:\d{12}:/);
  });
});
