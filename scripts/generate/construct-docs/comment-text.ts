import type { ApiDocumentedItem, ApiItem } from '@microsoft/api-extractor-model';
import type { DocNode } from '@microsoft/tsdoc';

/** What a doc comment says, as Markdown. */
export interface CommentText {
  readonly summary: string;
  readonly remarks: string;
  /** Of `@default`. */
  readonly otherwise: string;
  readonly returns: string;
  readonly examples: readonly string[];
  /** Name → description. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The doc comment of a declaration. */
export function commentText(item: ApiItem): CommentText {
  const comment = (item as ApiDocumentedItem).tsdocComment;
  const blocks = (tag: string) =>
    (comment?.customBlocks ?? [])
      .filter(({ blockTag }) => blockTag.tagName === tag)
      .map(({ content }) => toMarkdown(content));
  return {
    summary: toMarkdown(comment?.summarySection),
    remarks: toMarkdown(comment?.remarksBlock?.content),
    otherwise: blocks('@default').join(' '),
    returns: toMarkdown(comment?.returnsBlock?.content),
    examples: blocks('@example'),
    parameters: new Map(
      (comment?.params.blocks ?? []).map(({ parameterName, content }) => [
        parameterName,
        toMarkdown(content),
      ]),
    ),
  };
}

/** The parts of TSDoc's nodes that hold text, by their kind. */
interface TextNode extends DocNode {
  readonly text?: string;
  readonly code?: string | { toString(): string };
  readonly language?: string;
  readonly linkText?: string;
  readonly urlDestination?: string;
  readonly codeDestination?: {
    readonly memberReferences: readonly { readonly memberIdentifier?: { readonly identifier: string } }[];
  };
  readonly decodedText?: string;
}

function toMarkdown(node: DocNode | undefined): string {
  return node === undefined ? '' : render(node).trim();
}

function render(node: DocNode): string {
  const { text, code, linkText, urlDestination, codeDestination, decodedText, language } = node as TextNode;
  switch (node.kind) {
    case 'PlainText':
      return text ?? '';
    case 'SoftBreak':
      return ' ';
    case 'CodeSpan':
      return `\`${code}\``;
    case 'EscapedText':
      return decodedText ?? '';
    case 'FencedCode':
      return `\`\`\`${language || 'ts'}\n${String(code).trimEnd()}\n\`\`\`\n`;
    case 'LinkTag': {
      const name = codeDestination?.memberReferences
        .map(({ memberIdentifier }) => memberIdentifier?.identifier)
        .join('.');
      return urlDestination
        ? `[${linkText ?? urlDestination}](${urlDestination})`
        : `\`${linkText ?? name}\``;
    }
    case 'Paragraph':
      return `${node.getChildNodes().map(render).join('').trim()}\n\n`;
    default:
      return node.getChildNodes().map(render).join('');
  }
}
