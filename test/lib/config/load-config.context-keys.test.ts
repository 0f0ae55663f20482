import { refuseMisspeltContext } from '../../../lib/config/load-config';

describe('a context key', () => {
  it('that looks like one of ours is refused: the default configuration would be deployed', () => {
    expect(() => refuseMisspeltContext({ confg: 'prod.config.ts' })).toThrow(
      'context key "confg": got "prod.config.ts", expected one of the context keys config, stackName, account, region, tags. Did you mean config?',
    );
  });

  it.each([
    ['fips', 'true'],
    ['terminationProtection', 'true'],
    ['deletionprotection', 'true'],
    ['monitoring.alarms', 'none'],
    ['env', 'prod'],
    ['sources', '[]'],
  ])('that is a key of the configuration file, %s, is refused: nobody would read it', (key, got) => {
    expect(() => refuseMisspeltContext({ [key]: got })).toThrow(
      `context key "${key}": got "${got}", expected one of the context keys config, stackName, account, region, tags. Set it in the configuration file`,
    );
  });

  it('of ours, of the CDK and of anybody else is let through', () => {
    const context = { config: 'a', '@aws-cdk/core:x': true, 'availability-zones:account=1': [], team: 'x' };
    expect(() => refuseMisspeltContext(context)).not.toThrow();
  });
});
