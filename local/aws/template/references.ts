import { asList, isObject, type Json, type JsonObject } from './json';
import type { Template, TemplateResource } from './template';

export const VARIABLE = /\$\{([^!}][^}]*)\}/g;

/** The names that a value's intrinsics point at: logical ids, parameters and pseudo parameters. */
export function references(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      collect(item, found);
    }
    return;
  }
  if (!isObject(value)) {
    return;
  }
  for (const name of ownReferences(value)) {
    found.add(name);
  }
  for (const item of Object.values(value)) {
    collect(item, found);
  }
}

function ownReferences(value: JsonObject): readonly string[] {
  if (Object.keys(value).length !== 1) {
    return [];
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substitution } = value;
  if (typeof ref === 'string') {
    return [ref];
  }
  if (attribute !== undefined) {
    return [typeof attribute === 'string' ? String(attribute.split('.')[0]) : String(asList(attribute)[0])];
  }
  const text = Array.isArray(substitution) ? (substitution as readonly Json[])[0] : substitution;
  return typeof text === 'string'
    ? [...text.matchAll(VARIABLE)].map(([, name = '']) => String(name.split('.')[0]))
    : [];
}

/**
 * Resources so that each comes after all it refers to or depends on.
 * @throws Error naming the circle, or the dependency that is not there
 */
export function inDependencyOrder(template: Pick<Template, 'resources'>): readonly TemplateResource[] {
  const ordered = new Map<string, TemplateResource>();
  const visit = (resource: TemplateResource, path: readonly string[]): void => {
    if (ordered.has(resource.logicalId)) {
      return;
    }
    if (path.includes(resource.logicalId)) {
      throw new Error(
        `Template: resources refer to each other in a circle: ${[...path, resource.logicalId].join(' → ')}.`,
      );
    }
    for (const needed of dependencies(resource, template)) {
      visit(needed, [...path, resource.logicalId]);
    }
    ordered.set(resource.logicalId, resource);
  };
  for (const resource of template.resources.values()) {
    visit(resource, []);
  }
  return [...ordered.values()];
}

function dependencies(
  resource: TemplateResource,
  { resources }: Pick<Template, 'resources'>,
): readonly TemplateResource[] {
  const unknown = resource.dependsOn.find((name) => !resources.has(name));
  if (unknown) {
    throw new Error(`Resource ${resource.logicalId}: depends on ${unknown}, which is not in the template.`);
  }
  return [...resource.dependsOn, ...references(resource.properties)].flatMap(
    (name) => resources.get(name) ?? [],
  );
}
