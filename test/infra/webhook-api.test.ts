import { Match } from 'aws-cdk-lib/assertions';
import { ofType, onlyOf, reviewOf, synthesize } from './synthesize';

const template = synthesize();

describe('webhook API', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Webhooks')).toMatchSnapshot();
  });

  it('has one static POST route per source and no other', () => {
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );
    expect(routes).toEqual(['POST /webhooks/limai', 'POST /webhooks/extend']);
  });

  it('hands requests over in payload format 2.0', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  it('limits each route and waits for it to exist', () => {
    const limits = { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 };
    const throttled = synthesize({ throttling: { rate: 7, burst: 9 } });
    const routes = ofType(throttled, 'AWS::ApiGatewayV2::Route').map(([id]) => id);
    throttled.hasResource('AWS::ApiGatewayV2::Stage', {
      Properties: { RouteSettings: { 'POST /webhooks/limai': limits, 'POST /webhooks/extend': limits } },
      DependsOn: Match.arrayWith(routes.sort()),
    });
  });

  it('lets a source have limits of its own', () => {
    const throttled = synthesize({
      sources: [
        { id: 'limai', provider: 'limai', throttling: { rate: 3 } },
        { id: 'extend', provider: 'extend' },
      ],
      throttling: { rate: 7, burst: 9 },
    });
    throttled.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: {
        'POST /webhooks/limai': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 9 },
        'POST /webhooks/extend': { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
      },
    });
  });

  it('logs every access as JSON', () => {
    const stage = onlyOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage.Properties.AccessLogSettings as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', routeKey: '$context.routeKey' });
  });

  it('logs no header, no path or query as sent, and nothing of the body', () => {
    const stage = onlyOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage.Properties.AccessLogSettings as { Format: string };
    expect(Object.values(JSON.parse(Format) as Record<string, string>).sort()).toEqual([
      '$context.identity.sourceIp',
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});
