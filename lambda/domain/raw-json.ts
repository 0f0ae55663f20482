const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The exact text of a top-level member of a JSON object, without the white space around it. `text` must be valid JSON.
 * Of duplicate names the last counts, as with JSON.parse; undefined when there is none or `text` is no object.
 * Never recurses: depth costs no stack.
 */
export function rawMember(text: string, name: string): string | undefined {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_BRACE) {
    return undefined;
  }
  let found: string | undefined;
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = stringEnd(text, at);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    if (JSON.parse(text.slice(at, keyEnd)) === name) {
      found = text.slice(start, end);
    }
    at = skipSpace(text, end);
    at = text.charCodeAt(at) === COMMA ? skipSpace(text, at + 1) : at;
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) {
    at += 1;
  }
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Index after the closing quote of the string that opens at `from`; the end of the text when it never closes. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      return at + 1;
    }
    if (code === BACKSLASH) {
      at += 1;
    }
  }
  return text.length;
}

/** Index after the value that starts at `from`. */
function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) {
    return stringEnd(text, from);
  }
  return first === OPEN_BRACE || first === OPEN_BRACKET ? containerEnd(text, from) : scalarEnd(text, from);
}

function containerEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at);
      continue;
    }
    at += 1;
    depth += depthChange(code);
    if (depth === 0) {
      return at;
    }
  }
  return at;
}

function depthChange(code: number): number {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    return 1;
  }
  return code === CLOSE_BRACE || code === CLOSE_BRACKET ? -1 : 0;
}

/** A number, `true`, `false` or `null` inside an object ends at white space, a comma or the closing brace. */
function scalarEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACE || isSpace(code)) {
      return at;
    }
    at += 1;
  }
  return at;
}
