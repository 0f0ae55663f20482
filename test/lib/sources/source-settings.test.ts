import { parseSourceSettings } from '../../../lambda/contracts/source-settings';
import type { SourceInput } from '../../../lib/config/config-schema';
import { ofType, type Resource, readable, reviewOf, settingsOf, synthesize } from '../synthesize';

const LIMAI = { id: 'limai', provider: 'limai' } as const;
const OTHER = [LIMAI, { id: 'extend', provider: 'extend', maxEventAgeSeconds: 60 }] as const;

const template = synthesize();

function settingsIds(from = template): readonly string[] {
  const ids = ofType(from, 'AWS::SecretsManager::Secret').map(([id]) => id);
  return ids.filter((id) => id.startsWith('InboxSettingsVersion'));
}

function findFunctions(from = template): readonly (readonly [string, Resource])[] {
  return ofType(from, 'AWS::Lambda::Function');
}

function settingsReadBy({ Properties }: Resource): unknown {
  return (Properties.Environment as { Variables: Record<string, unknown> }).Variables.SOURCE_SETTINGS;
}

describe('source settings', () => {
  it('read as reviewed', () => {
    expect(reviewOf(template, 'Settings')).toMatchSnapshot();
  });

  it('say everything of each source, and where its secrets are', () => {
    const options = { deploymentId: 'dép {{resolve:ssm:x}} 1' };
    const source: SourceInput = {
      ...LIMAI,
      options,
      maxEventAgeSeconds: 60,
      reconcile: { everyMinutes: 30 },
    };
    const from = synthesize({ sources: [source] });
    expect(settingsOf(from)).toEqual([
      {
        id: 'limai',
        provider: 'limai',
        options: expect.objectContaining(options),
        maxEventAgeSeconds: 60,
        reconcile: { everyMinutes: 30, horizonDays: 30, settleMinutes: 15 },
        signingSecretArn: expect.stringMatching(/^\$\{InboxSecrets\w*Signing\w*\}$/),
        apiTokenSecretArn: expect.stringMatching(/^\$\{InboxSecrets\w*ApiToken\w*\}$/),
      },
    ]);
    const [id = ''] = settingsIds(from);
    const text = String(
      readable(
        ofType(from, 'AWS::SecretsManager::Secret').find(([each]) => each === id)?.[1].Properties
          .SecretString,
      ),
    );
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(text).not.toContain('{{');
    expect(() => parseSourceSettings(text)).not.toThrow();
  });

  it('are another resource once they change, so that a deployment creates it before any function hears of it', () => {
    const [before] = settingsIds();
    const [after] = settingsIds(synthesize({ sources: OTHER }));
    expect(after).not.toBe(before);
    expect(settingsIds(synthesize())).toEqual([before]);
  });

  it('are read by every function that has sources, and by the sweeper not', () => {
    const [id] = settingsIds();
    const readers = findFunctions().filter(([, fn]) => settingsReadBy(fn) !== undefined);
    expect(readers.map(([name]) => name.replace(/Function[0-9A-F]{8}$/, '')).sort()).toEqual(
      findFunctions()
        .map(([name]) => name.replace(/Function[0-9A-F]{8}$/, ''))
        .filter((name) => name !== 'InboxSweepSweeper')
        .sort(),
    );
    for (const [, reader] of readers) {
      expect(settingsReadBy(reader)).toEqual({ Ref: id });
    }
  });

  it('may be read, by a policy of this version, before a function hears of them', () => {
    const [id = ''] = settingsIds();
    const version = id.slice('InboxSettingsVersion'.length, -8);
    const policies = ofType(template, 'AWS::IAM::Policy');
    for (const [name, { DependsOn, Properties }] of findFunctions().filter(([, fn]) => settingsReadBy(fn))) {
      const role = (Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
      const reading = policies.filter(([policy]) => policy.includes(`ReadSettings${version}`));
      const own = reading.find(([, policy]) => JSON.stringify(policy.Properties.Roles).includes(role));
      expect([name, DependsOn]).toEqual([name, expect.arrayContaining([own?.[0]])]);
      expect(own?.[1].Properties.PolicyDocument).toMatchObject({
        Statement: [{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: { Ref: id } }],
      });
    }
  });
});
