import type { AssembledStack } from './cloud-assembly';
import { asList, asObject, isObject, type Json, type JsonObject } from './json';
import { references, VARIABLE } from './references';
import type { TemplateResource } from './template';

/**
 * The stack with each value of another stack of the app in the place of the intrinsic that imports it (`Fn::ImportValue`,
 * `Fn::GetStackOutput`), and with the resources that such a value comes from, as `<stack>-<logical id>`.
 */
export function withImports(stack: AssembledStack, stacks: readonly AssembledStack[]): AssembledStack {
  const importer = new Importer(stacks);
  const resources = [...stack.resources].map(
    ([id, resource]) =>
      [
        id,
        {
          ...resource,
          properties: importer.inlined(resource.properties),
          metadata: importer.inlined(resource.metadata),
        },
      ] as const,
  );
  const outputs = [...stack.outputs].map(
    ([name, output]) => [name, { ...output, value: importer.inlined(output.value) }] as const,
  );
  const imported = importer.importedResources();
  return {
    ...stack,
    resources: new Map([...resources, ...imported.resources]),
    outputs: new Map(outputs),
    paths: new Map([...stack.paths, ...imported.paths]),
  };
}

class Importer {
  /** Stack and logical id of what values come from. */
  readonly #wanted = new Map<string, readonly [AssembledStack, TemplateResource]>();

  constructor(private readonly stacks: readonly AssembledStack[]) {}

  inlined<T extends Json>(value: T): T {
    return this.#inline(value, undefined) as T;
  }

  /** Grows while it is read: what a resource refers to comes with it. */
  importedResources() {
    const resources = new Map<string, TemplateResource>();
    const paths = new Map<string, string>();
    for (const [logicalId, [owner, resource]] of this.#wanted) {
      const properties = this.#inline(resource.properties, owner) as JsonObject;
      resources.set(logicalId, {
        ...resource,
        logicalId,
        properties,
        dependsOn: [],
        condition: undefined,
        metadata: {},
      });
      paths.set(logicalId, owner.paths.get(resource.logicalId) ?? logicalId);
    }
    return { resources, paths };
  }

  /** `owner`: the other stack that the value stands in; its logical ids get another name here. */
  #inline(value: Json, owner: AssembledStack | undefined): Json {
    if (Array.isArray(value)) {
      return asList(value).map((item) => this.#inline(item, owner));
    }
    if (!isObject(value)) {
      return value;
    }
    const imported = this.#imported(value);
    if (imported !== undefined) {
      return imported;
    }
    const renamed = owner === undefined ? value : this.#renamed(value, owner);
    return isObject(renamed)
      ? Object.fromEntries(Object.entries(renamed).map(([name, item]) => [name, this.#inline(item, owner)]))
      : renamed;
  }

  #imported(value: JsonObject): Json | undefined {
    const { 'Fn::ImportValue': name, 'Fn::GetStackOutput': output } = value;
    if (name !== undefined) {
      const exporter = this.stacks.flatMap((stack) =>
        [...stack.outputs.values()]
          .filter(({ exportName }) => exportName === name)
          .map((one) => [stack, one] as const),
      )[0];
      return exporter && this.#inline(exporter[1].value, exporter[0]);
    }
    const { StackName, OutputName } = asObject(output);
    const producer = this.stacks.find(({ stackName }) => stackName === StackName);
    const produced = producer?.outputs.get(String(OutputName));
    return produced && this.#inline(produced.value, producer);
  }

  /** An intrinsic of another stack, with the names that resources and parameters have here. */
  #renamed(value: JsonObject, owner: AssembledStack): Json {
    const names = [...references(value)].filter((name) => owner.resources.has(name));
    for (const name of Object.keys(value).length === 1 ? names : []) {
      this.#want(name, owner);
    }
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value;
    if (typeof ref === 'string') {
      return owner.parameters.get(ref) ?? { Ref: this.#nameHere(ref, owner) };
    }
    if (attribute !== undefined) {
      const [name = '', ...path] = typeof attribute === 'string' ? attribute.split('.') : asList(attribute);
      return { 'Fn::GetAtt': [this.#nameHere(String(name), owner), path.map(String).join('.')] };
    }
    if (text !== undefined) {
      const [template, ...variables] = Array.isArray(text) ? asList(text) : [text];
      const renamed = String(template).replace(VARIABLE, (_, name: string) => {
        const [id = '', ...path] = name.split('.');
        return `\${${[this.#nameHere(id, owner), ...path].join('.')}}`;
      });
      return { 'Fn::Sub': [renamed, ...variables] };
    }
    return value;
  }

  #nameHere(name: string, owner: AssembledStack): string {
    return owner.resources.has(name) ? `${owner.stackName}-${name}` : name;
  }

  #want(logicalId: string, owner: AssembledStack): void {
    const resource = owner.resources.get(logicalId);
    const name = this.#nameHere(logicalId, owner);
    if (resource && !this.#wanted.has(name)) {
      this.#wanted.set(name, [owner, resource]);
    }
  }
}
