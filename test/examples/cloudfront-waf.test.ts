import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { context } from '../../cdk.json';
import { inboxBehindEdge } from '../../examples/cloudfront-waf/inbox-behind-edge';
import defaultConfig from '../../extraction-inbox.config';
import { parseConfig } from '../../lib/config/parse-config';
import { ofType, onlyOf, readable, synthesize } from '../lib/synthesize';

const ORIGIN = 'o-7f3a.example.com';

const app = new App({ analyticsReporting: false, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
const [inbox, edge] = inboxBehindEdge(app, {
  config: parseConfig(defaultConfig),
  originDomain: ORIGIN,
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/a',
  requestsPerMinute: 6_000,
});
const findings = new AwsSolutionsChecks(app).validateScope(app).violations;
const inboxTemplate = Template.fromStack(inbox);
const edgeTemplate = Template.fromStack(edge);

interface Rule {
  readonly Name: string;
  readonly Action: object;
}

describe('the example with CloudFront and WAF', () => {
  it('lets through webhooks alone, and of one address no more than stated', () => {
    edgeTemplate.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT',
      DefaultAction: { Block: {} },
    });
    const { Rules } = onlyOf(edgeTemplate, 'AWS::WAFv2::WebACL').Properties as { Rules: Rule[] };
    expect(Rules.map(({ Name, Action }) => [Name, Object.keys(Action)])).toEqual([
      ['TooMany', ['Block']],
      ['Webhooks', ['Allow']],
    ]);
    expect(Rules[0]).toMatchObject({
      Statement: { RateBasedStatement: { Limit: 6_000, EvaluationWindowSec: 60, AggregateKeyType: 'IP' } },
    });
  });

  it('stands in us-east-1, in front of the inbox, and caches nothing', () => {
    expect(edge.region).toBe('us-east-1');
    edgeTemplate.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        WebACLId: Match.anyValue(),
        Origins: [Match.objectLike({ DomainName: ORIGIN })],
        DefaultCacheBehavior: Match.objectLike({
          CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
          OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          ViewerProtocolPolicy: 'https-only',
        }),
      },
    });
  });

  it('names the address of each source', () => {
    const urls = Object.values(edgeTemplate.toJSON().Outputs as object).map(({ Value }) => readable(Value));
    expect(urls.map((url) => String(url).replace(/^.*(?=\/webhooks)/, ''))).toEqual([
      '/webhooks/limai',
      '/webhooks/extend',
    ]);
  });

  it('closes API Gateway’s own address and answers under the origin’s', () => {
    inboxTemplate.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    const [mapping] = ofType(inboxTemplate, 'AWS::ApiGatewayV2::ApiMapping');
    expect(readable(mapping?.[1].Properties)).toMatchObject({
      DomainName: expect.stringContaining('OriginDomain'),
    });
  });

  it('changes nothing else of the inbox', () => {
    const idsOf = (template: Template) => Object.keys(template.toJSON().Resources as object);
    const added = ['OriginDomain', 'OriginMapping'];
    expect(idsOf(inboxTemplate).sort()).toEqual([...idsOf(synthesize()), ...added].sort());
  });

  it('has no finding of cdk-nag that is not acknowledged', () => {
    expect(findings).toEqual([]);
  });
});
