import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '../code/checkout';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface FunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
}

/** What the checkout's template says of its functions, their secrets and their table, with a text for everything AWS would name. */
export interface Template {
  readonly ingest: FunctionSettings;
  /** Of the provider's processor. */
  readonly process: FunctionSettings;
  /** Texts of secrets that the template gives a text of their own, by ARN. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly table: { readonly name: string; readonly properties: Readonly<Record<string, unknown>> };
  /** Of the provider's source: `/webhooks/<source>`. */
  readonly webhookPath: string;
}

/** Synthesizes the checkout's app into the folder, without bundling, for one provider. @throws Error when it has no such function, table or route */
export function readTemplate(checkout: Checkout, folder: string, provider: string): Template {
  execFileSync(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: checkout.root,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { Resources: resources } = JSON.parse(
    readFileSync(join(folder, 'ExtractionInbox.template.json'), 'utf8'),
  ) as { readonly Resources: Readonly<Record<string, Resource>> };
  const refer = (id: string) =>
    resources[id]?.Type === 'AWS::SQS::Queue' ? `https://sqs.us-east-1.amazonaws.com/1/${id}` : id;
  const ofType = (type: RegExp) =>
    Object.entries(resources)
      .filter(([, { Type }]) => type.test(Type))
      .map(([id, { Properties }]) => ({
        id,
        properties: resolve(Properties, refer) as Record<string, unknown>,
      }));
  const functions = ofType(/^AWS::Lambda::Function$/);
  const routes = ofType(/::Route$/).filter(({ properties }) =>
    String(properties.RouteKey).includes(provider),
  );
  const [, webhookPath = ''] = String(first(routes, `route of ${provider}`).properties.RouteKey).split(' ');
  const table = first(ofType(/^AWS::DynamoDB::(Global)?Table$/), 'table');
  return {
    ingest: readSettings(functions, /ingest/i),
    process: readSettings(functions, new RegExp(`${provider}.*process|process.*${provider}`, 'i')),
    secrets: Object.fromEntries(
      ofType(/::Secret$/).map(({ id, properties }) => [id, String(properties.SecretString)]),
    ),
    table: { name: table.id, properties: table.properties },
    webhookPath,
  };
}

interface Named {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function readSettings(functions: readonly Named[], id: RegExp): FunctionSettings {
  const { properties } = first(
    functions.filter((fn) => id.test(fn.id)),
    `function with an id like ${id}`,
  );
  const { Variables: environment } = properties.Environment as { readonly Variables: Record<string, string> };
  return { environment };
}

function first(found: readonly Named[], what: string): Named {
  if (!found[0]) {
    throw new Error(`The template has no ${what}.`);
  }
  return found[0];
}

/** A reference becomes what `refer` makes of the logical id; an attribute is the id itself, since nobody reads an ARN. */
function resolve(value: unknown, refer: (id: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => resolve(one, refer));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': parts } = value as Record<string, unknown>;
  if (typeof ref === 'string') {
    return refer(ref);
  }
  if (Array.isArray(attribute)) {
    return attribute[0];
  }
  if (Array.isArray(parts)) {
    return (resolve(parts[1], refer) as unknown[]).map(String).join(String(parts[0]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, refer)]));
}
