import { refuseMisspeltContext } from '../../../lib/config/context-keys';

describe('a context key', () => {
  it('that looks like one of ours is refused: the default configuration would be deployed', () => {
    expect(() => refuseMisspeltContext({ confg: 'prod.config.ts' })).toThrow(
      'context key "confg": got "prod.config.ts", expected one of the context keys config, stackName, account, region, tags. Did you mean config?',
    );
  });

  it('of ours, of the CDK and of anybody else is let through', () => {
    const context = { config: 'a', '@aws-cdk/core:x': true, 'availability-zones:account=1': [], team: 'x' };
    expect(() => refuseMisspeltContext(context)).not.toThrow();
  });
});
