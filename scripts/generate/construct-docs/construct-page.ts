import {
  ApiClass,
  ApiConstructor,
  type ApiEnum,
  type ApiInterface,
  type ApiItem,
  ApiItemKind,
  ApiMethod,
  type ApiPackage,
  ApiPropertyItem,
} from '@microsoft/api-extractor-model';
import { commentText } from './comment-text';

/** The class that the page begins with. */
const MAIN = 'ExtractionInbox';
const WIDTH = 100;

/** docs/construct.md, from the public surface of the construct. */
export function constructPage(api: ApiPackage, introduction: string): string {
  const items = api.entryPoints.flatMap(({ members }) => members);
  const names = items.map(({ displayName }) => displayName);
  const rank = ({ displayName, kind }: ApiItem) =>
    [
      displayName === MAIN,
      displayName === `${MAIN}Props`,
      kind === ApiItemKind.Class,
      kind === ApiItemKind.Interface,
    ].indexOf(true);
  const order = (item: ApiItem) => (rank(item) < 0 ? Number.POSITIVE_INFINITY : rank(item));
  const sorted = items.toSorted((a, b) => order(a) - order(b) || (a.displayName < b.displayName ? -1 : 1));
  return `${[introduction.trim(), ...sorted.map((item) => section(item, names))].join('\n\n')}\n`;
}

function section(item: ApiItem, names: readonly string[]): string {
  const { summary, remarks, examples } = commentText(item);
  const parts = [`## ${item.displayName}`, wrap(summary), wrap(remarks), ...examples.map(exampleCode)];
  if (item.kind === ApiItemKind.Enum) {
    parts.push(
      table(
        ['value', 'meaning'],
        (item as ApiEnum).members.map((one) => [`\`${one.displayName}\``, commentText(one).summary]),
      ),
    );
  } else if (item.kind === ApiItemKind.Interface) {
    parts.push(propsTable((item as ApiInterface).members, names));
  } else if (item instanceof ApiClass) {
    parts.push(...classParts(item, names));
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

function propsTable(members: readonly ApiItem[], names: readonly string[]): string {
  const rows = members
    .filter((one) => one instanceof ApiPropertyItem)
    .map((one) => {
      const { summary, otherwise } = commentText(one);
      return [
        `\`${one.displayName}\``,
        typeLink(one.propertyTypeExcerpt.text, names),
        one.isOptional ? otherwise : '(required)',
        summary,
      ];
    });
  return table(['property', 'type', 'default', 'meaning'], rows);
}

function classParts(item: ApiClass, names: readonly string[]): string[] {
  const properties = item.members.filter((one) => one instanceof ApiPropertyItem);
  const methods = item.members.filter((one) => one instanceof ApiMethod && !one.isProtected);
  const created = item.members.filter((one) => one instanceof ApiConstructor && !one.isProtected);
  return [
    ...[...created, ...methods].map((one) => methodPart(one, item.displayName)),
    properties.length === 0
      ? ''
      : table(
          ['attribute', 'type', 'meaning'],
          properties.map((one) => [
            `\`${one.displayName}\``,
            typeLink((one as ApiPropertyItem).propertyTypeExcerpt.text, names),
            commentText(one).summary,
          ]),
        ),
  ];
}

function methodPart(item: ApiItem, className: string): string {
  const { parameters, isStatic } = item as ApiMethod;
  const { summary, returns, parameters: described } = commentText(item);
  const words = parameters.map(
    ({ name, isOptional, parameterTypeExcerpt }) =>
      `${name}${isOptional ? '?' : ''}: ${parameterTypeExcerpt.text}`,
  );
  const isConstructor = item instanceof ApiConstructor;
  const owner = isStatic ? `${className}.` : '';
  const result = isConstructor ? '' : `: ${(item as ApiMethod).returnTypeExcerpt.text}`;
  const call = isConstructor ? `new ${className}` : `${owner}${item.displayName}`;
  const rows = parameters
    .filter(({ name }) => described.get(name))
    .map(({ name }) => `- \`${name}\`: ${described.get(name)}`);
  return [
    `### ${isConstructor ? `new ${className}` : item.displayName}`,
    `\`\`\`ts\n${call}(${words.join(', ')})${result}\n\`\`\``,
    isConstructor ? '' : wrap(summary),
    rows.map(wrap).join('\n'),
    returns && wrap(`Returns ${returns}`),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function exampleCode(example: string): string {
  return example.startsWith('```') ? example : `\`\`\`ts\n${example}\n\`\`\``;
}

/** The type, with a link where this page explains it. */
function typeLink(type: string, names: readonly string[]): string {
  const name = names.find((one) => type.replace(/\[\]$/, '') === one);
  return name === undefined ? `\`${type}\`` : `[\`${type}\`](#${name.toLowerCase()})`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return rows.length === 0
    ? ''
    : [line(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(line)].join('\n');
}

/** Prose at the width of all pages; a blank line stays. */
function wrap(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines = [''];
      for (const word of paragraph.split(/\s+/)) {
        const last = lines.at(-1) ?? '';
        if (last !== '' && last.length + 1 + word.length > WIDTH) {
          lines.push(word);
        } else {
          lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
        }
      }
      return lines.join('\n');
    })
    .join('\n\n');
}
