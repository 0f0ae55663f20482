import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asList, asObject, type Json, type JsonObject } from './json';
import type { Template, TemplateOutput, TemplateResource } from './template';

const STACK_ARTIFACT = 'aws:cloudformation:stack';

/**
 * Reads the one stack of a synthesized CDK app.
 * @throws Error naming what is missing, or the stacks there are if not exactly one
 */
export async function loadTemplate(cdkOutDir: string): Promise<Template> {
  const directory = resolve(cdkOutDir);
  const [stackName, artifact] = theStack(await readJson(directory, 'manifest.json'));
  const properties = asObject(artifact.properties);
  const body = await readJson(directory, String(properties.templateFile));
  return {
    stackName: String(properties.stackName ?? stackName),
    directory,
    resources: readSection(body.Resources, toResource),
    parameters: readSection(body.Parameters, (_name, parameter) => parameter.Default),
    conditions: new Map(Object.entries(asObject(body.Conditions))),
    outputs: readSection(body.Outputs, toOutput),
    assets: await readAssets(directory, asList(artifact.dependencies)),
  };
}

function theStack(manifest: JsonObject): readonly [string, JsonObject] {
  const stacks = Object.entries(asObject(manifest.artifacts))
    .map(([name, artifact]) => [name, asObject(artifact)] as const)
    .filter(([, { type }]) => type === STACK_ARTIFACT);
  const [stack, ...others] = stacks;
  if (!stack || others.length > 0) {
    const names = stacks.map(([name]) => name).join(', ') || 'none';
    throw new Error(`Synthesized app: got the stacks ${names}, expected exactly one for the local run.`);
  }
  return stack;
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
  const { Value, Condition } = output;
  return { value: Value ?? '', condition: typeof Condition === 'string' ? Condition : undefined };
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
      {
        cause,
      },
    );
  }
}

function readSection<T>(
  section: Json | undefined,
  to: (name: string, entry: JsonObject) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.entries(asObject(section)).map(([name, entry]) => [name, to(name, asObject(entry))]));
}
