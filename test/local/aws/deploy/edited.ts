import { join } from 'node:path';
import type { JsonObject } from '../../../../local/aws/template/json';
import { loadTemplate } from '../../../../local/aws/template/load-template';
import type { Template, TemplateResource } from '../../../../local/aws/template/template';

/** The small app of the fixtures. */
export function smallApp(): Promise<Template> {
  return loadTemplate(join(__dirname, '../fixtures/small-app'));
}

/** The template with one resource's properties overwritten, or with one resource more. */
export function edited(
  template: Template,
  logicalId: string,
  { type, properties }: { readonly type?: string; readonly properties: JsonObject },
): Template {
  const before: TemplateResource = template.resources.get(logicalId) ?? {
    logicalId,
    type: '',
    properties: {},
    dependsOn: [],
    metadata: {},
  };
  const after = { ...before, type: type ?? before.type, properties: { ...before.properties, ...properties } };
  return { ...template, resources: new Map([...template.resources, [logicalId, after]]) };
}
