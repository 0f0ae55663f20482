import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { acknowledge } from '../../lib/inbox/acknowledge';

export interface EdgeStackProps extends StackProps {
  /** The inbox's own domain, which only CloudFront calls. */
  readonly originDomain: string;
  /** Ids of the inbox's sources. */
  readonly sources: readonly string[];
  /** Requests that one address may send in a minute. Providers send from a few addresses: stay well above your own peak. */
  readonly requestsPerMinute: number;
}

/** CloudFront with a WAF in front of an inbox. WAF takes the ACL of a distribution in us-east-1 alone, so the stack lives there. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const acl = webAcl(this, props.requestsPerMinute);
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Webhooks of the extraction inbox',
      webAclId: acl.attrArn,
      defaultBehavior: {
        origin: new HttpOrigin(props.originDomain, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // Every header of the provider, its signature among them; not the host, by which API Gateway knows the API.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
    });
    accept(distribution);
    for (const source of props.sources) {
      const value = `https://${distribution.distributionDomainName}/webhooks/${source}`;
      new CfnOutput(this, `WebhookUrl-${source}`, { value, description: 'Enter this at the provider' });
    }
  }
}

function webAcl(scope: Construct, requestsPerMinute: number): CfnWebACL {
  return new CfnWebACL(scope, 'Acl', {
    scope: 'CLOUDFRONT',
    // What is no webhook ends here and costs no function.
    defaultAction: { block: {} },
    visibilityConfig: visibility('Inbox'),
    rules: [
      {
        name: 'TooMany',
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: {
            limit: requestsPerMinute,
            evaluationWindowSec: 60,
            aggregateKeyType: 'IP',
          },
        },
        visibilityConfig: visibility('TooMany'),
      },
      {
        name: 'Webhooks',
        priority: 1,
        action: { allow: {} },
        statement: {
          andStatement: {
            statements: [
              matches({ method: {} }, 'EXACTLY', 'POST'),
              matches({ uriPath: {} }, 'STARTS_WITH', '/webhooks/'),
            ],
          },
        },
        visibilityConfig: visibility('Webhooks'),
      },
    ],
  });
}

function matches(
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: string,
  searchString: string,
) {
  const textTransformations = [{ priority: 0, type: 'NONE' }];
  return { byteMatchStatement: { fieldToMatch, positionalConstraint, searchString, textTransformations } };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

function accept(distribution: Distribution): void {
  acknowledge(
    distribution,
    'CFR1',
    'Providers may call from anywhere; what they send is known by its signature, not by its country.',
  );
  acknowledge(
    distribution,
    'CFR3',
    'The inbox logs each request that gets through, and WAF keeps samples and counts of those that do not.',
  );
  acknowledge(
    distribution,
    'CFR4',
    'A name under cloudfront.net has CloudFront’s own certificate; with a domain of your own set TLS 1.2 as its minimum.',
  );
}
