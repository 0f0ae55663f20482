import { ConfigError } from '../../../lib/config/config-error';
import type { ConfigInput } from '../../../lib/config/config-schema';
import {
  type Context,
  loadConfig,
  refuseMisspeltContext,
  withContext,
} from '../../../lib/config/load-config';

const FILE: ConfigInput = {
  sources: [{ id: 'limai', provider: 'limai' }],
  stackName: 'FromFile',
  env: { account: '111122223333', region: 'eu-west-1' },
  tags: { team: 'documents' },
};

function findRefusal(context: Context): string {
  try {
    withContext(FILE, context);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message;
    }
    throw error;
  }
  return '';
}

describe('withContext', () => {
  it('leaves the configuration alone where it says nothing', () => {
    const others = {
      config: 'x.config.ts',
      '@aws-cdk/core:stackRelativeExports': true,
      'aws:cdk:x': 1,
      own: 1,
    };
    expect(withContext(FILE, others)).toEqual(FILE);
  });

  it('overrides name, account and region, each by itself', () => {
    expect(withContext(FILE, { stackName: 'inbox-2' })).toEqual({ ...FILE, stackName: 'inbox-2' });
    expect(withContext(FILE, { region: 'us-gov-west-1' }).env).toEqual({
      account: '111122223333',
      region: 'us-gov-west-1',
    });
    expect(withContext(FILE, { account: 123456789012 }).env).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
    });
  });

  it('adds tags, whose values may hold an equals sign', () => {
    expect(withContext(FILE, { tags: 'stage=test,url=a=b' }).tags).toEqual({
      team: 'documents',
      stage: 'test',
      url: 'a=b',
    });
  });

  it('reaches the configuration of the stack', () => {
    const { stackName, env, tags } = loadConfig(undefined, {
      stackName: 'Two',
      region: 'eu-west-1',
      tags: 'a=b',
    });
    expect({ stackName, env, tags }).toEqual({
      stackName: 'Two',
      env: { region: 'eu-west-1' },
      tags: { a: 'b' },
    });
  });

  it.each([
    ['stackName', '1inbox'],
    ['stackName', 'my_inbox'],
    ['stackName', ''],
    ['stackName', 'x'.repeat(129)],
    ['account', '12345'],
    ['account', 'my-account'],
    ['region', 'europe'],
    ['region', 'eu-central-1a'],
    ['region', ''],
    ['tags', 'team'],
    ['tags', 'a=1,a=2'],
    ['tags', '=documents'],
    ['tags', 'aws:team=documents'],
    ['tags', 'team='],
    ['tags', 'Team=a,team=b'],
    ['tags', `team=${'x'.repeat(257)}`],
    ['tags', 'team=docu|ments'],
    ['tags', ''],
  ])('refuses %s=%s in one line that says what is expected', (key, value) => {
    const lines = findRefusal({ [key]: value }).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(new RegExp(`context key "${key}": got ".*, expected .+ \`-c ${key}=<`));
  });
});

describe('refuseMisspeltContext', () => {
  it('refuses a misspelt key: the default configuration would be deployed', () => {
    expect(() => refuseMisspeltContext({ confg: 'prod.config.ts' })).toThrow(
      'context key "confg": got "prod.config.ts", expected one of the context keys config, stackName, account, region, tags. Did you mean config?',
    );
  });

  it.each(['stackname', 'stack-name', 'StackName', 'tag', 'Region', 'accounts'])(
    'refuses %s: the key would be ignored, and another stack changed',
    (key) => {
      expect(() => refuseMisspeltContext({ [key]: 'x' })).toThrow(`context key "${key}": got "x"`);
    },
  );

  it.each([
    ['fips', 'true'],
    ['terminationProtection', 'true'],
    ['deletionprotection', 'true'],
    ['monitoring.alarms', 'none'],
    ['env', 'prod'],
    ['sources', '[]'],
  ])('refuses %s, a key of the configuration file that -c cannot set', (key, got) => {
    expect(() => refuseMisspeltContext({ [key]: got })).toThrow(
      `context key "${key}": got "${got}", expected one of the context keys config, stackName, account, region, tags. Set it in the configuration file`,
    );
  });

  it('accepts the keys of this app, of the CDK and of others', () => {
    const context = { config: 'a', '@aws-cdk/core:x': true, 'availability-zones:account=1': [], team: 'x' };
    expect(() => refuseMisspeltContext(context)).not.toThrow();
  });
});
