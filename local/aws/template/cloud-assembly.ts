import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asList, asObject, type Json, type JsonObject } from './json';
import { ACCOUNT, REGION } from './stack-scope';
import type { Template, TemplateOutput, TemplateResource } from './template';

/** One stack of a synthesized app, in the order of the app. */
export interface AssembledStack extends Template {
  /** As the CDK shows it: `Prod/Main` for a stack of the stage `Prod`. */
  readonly displayName: string;
  /** Logical id of a resource or an output → path of its construct, such as `Prod/Main/Inbox/EventTableName`. */
  readonly paths: ReadonlyMap<string, string>;
  /** What the app itself says is wrong, by the path of the construct it is about. */
  readonly errors: ReadonlyMap<string, string>;
}

export interface CloudAssembly {
  readonly directory: string;
  /** Also those of stages, which are assemblies of their own. */
  readonly stacks: readonly AssembledStack[];
  /** What the app would ask AWS for, such as availability zones: keys of cdk.context.json. */
  readonly missingContext: readonly string[];
}

/**
 * Reads what `cdk synth` wrote.
 * @throws Error naming the file that is missing
 */
export async function readAssembly(cdkOutDir: string): Promise<CloudAssembly> {
  const directory = resolve(cdkOutDir);
  const manifest = await readJson(directory, 'manifest.json');
  const stacks: AssembledStack[] = [];
  for (const [id, artifact] of Object.entries(asObject(manifest.artifacts))) {
    const { type, properties } = asObject(artifact);
    if (type === 'aws:cloudformation:stack') {
      stacks.push(await readStack(directory, id, asObject(artifact)));
    } else if (type === 'cdk:cloud-assembly') {
      const nested = await readAssembly(join(directory, String(asObject(properties).directoryName)));
      stacks.push(...nested.stacks);
    }
  }
  const missingContext = asList(manifest.missing).map((missing) => String(asObject(missing).key));
  return { directory, stacks, missingContext };
}

async function readStack(directory: string, id: string, artifact: JsonObject): Promise<AssembledStack> {
  const properties = asObject(artifact.properties);
  const body = inLocalEnvironment(
    await readJson(directory, String(properties.templateFile)),
    String(artifact.environment ?? ''),
  );
  const { additionalMetadataFile: file } = artifact;
  const metadata = {
    ...asObject(artifact.metadata),
    ...(typeof file === 'string' && (await readJson(directory, file))),
  };
  return {
    stackName: String(properties.stackName ?? id),
    displayName: String(artifact.displayName ?? id),
    directory,
    resources: readSection(body.Resources, toResource),
    parameters: readSection(body.Parameters, (_name, parameter) => parameter.Default),
    conditions: new Map(Object.entries(asObject(body.Conditions))),
    outputs: readSection(body.Outputs, toOutput),
    assets: await readAssets(directory, asList(artifact.dependencies)),
    ...readMetadata(metadata, asObject(body.Resources)),
  };
}

/** The template of a stack with a fixed environment names its account and region in full. Here both are the local ones. */
function inLocalEnvironment(body: JsonObject, environment: string): JsonObject {
  const [, account = '', region = ''] = /^aws:\/\/(\d{12}|[^/]*)\/(.*)$/.exec(environment) ?? [];
  let text = JSON.stringify(body);
  if (/^\d{12}$/.test(account)) {
    text = text.replaceAll(account, ACCOUNT);
  }
  if (region !== '' && region !== 'unknown-region') {
    text = text.replaceAll(region, REGION);
  }
  return JSON.parse(text) as JsonObject;
}

function toResource(logicalId: string, resource: JsonObject): TemplateResource {
  const { DependsOn: dependsOn, Condition: condition } = resource;
  return {
    logicalId,
    type: String(resource.Type),
    properties: asObject(resource.Properties),
    dependsOn: (typeof dependsOn === 'string' ? [dependsOn] : asList(dependsOn)).map(String),
    condition: typeof condition === 'string' ? condition : undefined,
    metadata: asObject(resource.Metadata),
  };
}

function toOutput(_name: string, output: JsonObject): TemplateOutput {
  const { Value, Condition, Export } = output;
  const name = asObject(Export).Name;
  return {
    value: Value ?? '',
    condition: typeof Condition === 'string' ? Condition : undefined,
    exportName: typeof name === 'string' ? name : undefined,
  };
}

/** What the CDK notes beside the constructs, in the manifest or a file of its own, and beside the resources in the template. */
function readMetadata(metadata: JsonObject, resources: JsonObject): Pick<AssembledStack, 'paths' | 'errors'> {
  const paths = new Map<string, string>();
  const errors = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of asList(entries).map(asObject)) {
      if (type === 'aws:cdk:logicalId') {
        paths.set(String(data), path.replace(/^\//, ''));
      } else if (type === 'aws:cdk:error') {
        errors.set(path.replace(/^\//, ''), String(data));
      }
    }
  }
  for (const [logicalId, resource] of Object.entries(resources)) {
    const path = asObject(asObject(resource).Metadata)['aws:cdk:path'];
    if (typeof path === 'string') {
      paths.set(logicalId, path);
    }
  }
  return { paths, errors };
}

/** Assets by the object key under which `cdk deploy` would upload them. */
async function readAssets(
  directory: string,
  dependencies: readonly Json[],
): Promise<ReadonlyMap<string, string>> {
  const assets = new Map<string, string>();
  for (const dependency of dependencies.filter((name) => String(name).endsWith('.assets'))) {
    const manifest = await readJson(directory, `${dependency}.json`);
    for (const file of Object.values(asObject(manifest.files)).map(asObject)) {
      const path = join(directory, String(asObject(file.source).path));
      for (const destination of Object.values(asObject(file.destinations)).map(asObject)) {
        assets.set(String(destination.objectKey), path);
      }
    }
  }
  return assets;
}

async function readJson(directory: string, name: string): Promise<JsonObject> {
  const file = join(directory, name);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JsonObject;
  } catch (cause) {
    throw new Error(
      `Synthesized app: cannot read ${file}, expected the output of "cdk synth". Run it first.`,
      { cause },
    );
  }
}

function readSection<T>(
  section: Json | undefined,
  to: (name: string, entry: JsonObject) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.entries(asObject(section)).map(([name, entry]) => [name, to(name, asObject(entry))]));
}
