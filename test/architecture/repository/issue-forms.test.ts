import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = join(__dirname, '../../../.github/ISSUE_TEMPLATE');
const FORMS = readdirSync(FOLDER).filter((name) => name !== 'config.yml');

const id = z.string().regex(/^[A-Za-z0-9_-]+$/);
const label = z.string().min(1);
const validations = z.strictObject({ required: z.boolean() }).optional();
const text = { label, description: z.string().optional(), placeholder: z.string().optional() };
const input = z.strictObject({ ...text, value: z.string().optional() });

/** Source: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
const ELEMENT = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string().min(1) }) }),
  z.strictObject({ type: z.literal('input'), id, attributes: input, validations }),
  z.strictObject({
    type: z.literal('textarea'),
    id,
    attributes: input.extend({ render: z.string().optional() }),
    validations,
  }),
  z.strictObject({
    type: z.literal('dropdown'),
    id,
    attributes: z.strictObject({
      label,
      description: z.string().optional(),
      multiple: z.boolean().optional(),
      options: z.array(z.string()).min(1),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id,
    attributes: z.strictObject({
      label,
      description: z.string().optional(),
      options: z.array(z.strictObject({ label, required: z.boolean().optional() })).min(1),
    }),
    validations,
  }),
]);
const FORM = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1).max(200),
  title: z.string().optional(),
  labels: z.array(z.string()).optional(),
  body: z.array(ELEMENT).min(1),
});

function readForm(name: string): z.infer<typeof FORM> {
  return FORM.parse(parse(readFileSync(join(FOLDER, name), 'utf8')));
}

describe('the issue forms', () => {
  it('ask about a bug, a feature and a provider', () => {
    expect(FORMS.sort()).toEqual(['bug.yml', 'feature.yml', 'provider.yml']);
  });

  it.each(FORMS)('%s follows the schema of GitHub', (name) => {
    expect(() => readForm(name)).not.toThrow();
  });

  it.each(FORMS)('%s asks something, and each thing once', (name) => {
    const fields = readForm(name).body.filter((element) => element.type !== 'markdown');
    expect(fields.length).toBeGreaterThan(0);
    expect(new Set(fields.map((field) => field.id)).size).toBe(fields.length);
    expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
    for (const { attributes } of fields) {
      const options =
        'options' in attributes ? attributes.options.map((option) => JSON.stringify(option)) : [];
      expect(new Set(options).size).toBe(options.length);
    }
  });

  it('point reports of vulnerabilities to SECURITY.md', () => {
    expect(JSON.stringify(readForm('bug.yml').body)).toContain('SECURITY.md');
  });
});
