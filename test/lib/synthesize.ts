import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../../cdk.json';
import defaultConfig from '../../extraction-inbox.config';
import { parseSourceSettings, type SourceSettings } from '../../lambda/contracts/source-settings';
import type { ConfigInput } from '../../lib/config/config-schema';
import { parseConfig } from '../../lib/config/parse-config';
import { ExtractionInboxStack } from '../../lib/extraction-inbox-stack';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

export type Resources = Readonly<Record<string, Resource>>;

/** Configuration → its template, which no test changes. */
const templates = new Map<string, Template>();

/** The template that `cdk synth` makes, but for the functions' code, which no assertion here reads. */
export function synthesize(config: Partial<ConfigInput> = {}): Template {
  const key = JSON.stringify(config);
  const template = templates.get(key) ?? Template.fromStack(givenStack(config));
  templates.set(key, template);
  return template;
}

/** The stack itself, as `bin/app.ts` makes it. */
export function givenStack(config: Partial<ConfigInput> = {}): ExtractionInboxStack {
  const app = new App({
    analyticsReporting: false,
    context: { ...context, 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true },
  });
  return new ExtractionInboxStack(app, 'ExtractionInbox', {
    config: parseConfig({ ...defaultConfig, ...config }),
  });
}

export function resourcesOf(template: Template): Resources {
  return template.toJSON().Resources as Resources;
}

export function ofType(template: Template, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(resourcesOf(template)).filter(([, resource]) => resource.Type === type);
}

/** The two secrets of each source, that is every secret but the one with the settings. */
export function sourceSecretsOf(template: Template): readonly (readonly [string, Resource])[] {
  return ofType(template, 'AWS::SecretsManager::Secret').filter(
    ([id]) => !id.startsWith('InboxSettingsVersion'),
  );
}

/** The settings of the sources as the functions of a stack read them; references as text. */
export function settingsOf(template: Template): readonly SourceSettings[] {
  const [secret] = ofType(template, 'AWS::SecretsManager::Secret').filter(([id]) =>
    id.startsWith('InboxSettingsVersion'),
  );
  return parseSourceSettings(String(readable(secret?.[1].Properties.SecretString)));
}

/** The one resource of a type. */
export function onlyOf(template: Template, type: string): Resource {
  const [first, ...others] = ofType(template, type);
  if (!first || others.length > 0) {
    throw new Error(`${type}: got ${first ? others.length + 1 : 0} in the template, expected one.`);
  }
  return first[1];
}

/** The resources of one construct as a person reviews them: references as text, without code hashes and paths. */
export function reviewOf(template: Template, construct: string): Resources {
  const prefix = `ExtractionInbox/Inbox/${construct}/`;
  return Object.fromEntries(
    Object.entries(resourcesOf(template))
      .filter(([, { Metadata }]) => String(Metadata?.['aws:cdk:path']).startsWith(prefix))
      .map(([id, { Metadata: _noise, ...resource }]) => [unversioned(id), readable(resource) as Resource]),
  );
}

/** The settings of the sources are named by their content (lib/sources/source-settings.ts). */
function unversioned(text: string): string {
  return text.replace(/(ReadSettings|SettingsVersion)[0-9a-f]{12}[0-9A-F]{8}/g, '$1');
}

/** Name of a role without its hash → every policy that it has. */
export function policiesOf(template: Template): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const [, policy] of ofType(template, 'AWS::IAM::Policy')) {
    const [{ Ref: id = '' } = {}] = policy.Properties.Roles as { readonly Ref?: string }[];
    const role = id.replace(/[0-9A-F]{8}$/, '');
    found.set(role, [...(found.get(role) ?? []), policy]);
  }
  return found;
}

/** CloudFormation's intrinsics as the text they stand for: `${InboxBucket1EDE8E4F.Arn}/raw/*`. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  if (typeof value === 'string') {
    return unversioned(value.replace(/^[0-9a-f]{64}\.zip$/, '<code>.zip'));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return intrinsic(value as Record<string, unknown>) ?? mapValues(value);
}

function intrinsic(value: Record<string, unknown>): string | undefined {
  if (typeof value.Ref === 'string') {
    return `\${${unversioned(value.Ref)}}`;
  }
  if (Array.isArray(value['Fn::GetAtt'])) {
    return `\${${value['Fn::GetAtt'].join('.')}}`;
  }
  if (typeof value['Fn::Sub'] === 'string') {
    return value['Fn::Sub'];
  }
  if (Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(readable).join(separator);
  }
  return undefined;
}

function mapValues(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
