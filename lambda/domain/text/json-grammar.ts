/** The bytes that JSON (RFC 8259) gives a meaning. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;

/** A control character below it must be escaped in a string. */
const FIRST_PRINTABLE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const SMALL_U = 0x75;
/** No index: no byte stands there, so it may be handed on. */
const INVALID = -1;

const ESCAPES: ReadonlySet<number | undefined> = new Set(Buffer.from('"\\/bfnrt'));
const HEX_DIGITS: ReadonlySet<number | undefined> = new Set(Buffer.from('0123456789abcdefABCDEF'));
const LITERALS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

export function isSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

export function isClose(code: number | undefined): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET;
}

/** Index of the first byte from `from` on that is not white space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) {
    at += 1;
  }
  return at;
}

/** Index after the string that opens at `from`, in JSON that was checked. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

/** A number or a literal inside a container ends before white space, a comma, or the container's end. */
export function scalarEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isSpace(bytes[at]) && bytes[at] !== COMMA && !isClose(bytes[at])) {
    at += 1;
  }
  return at;
}

/** Checks token by token. It keeps a stack of its own instead of recursing: depth costs a byte, and never the process. */
export class JsonGrammar {
  private expected: 'value' | 'name' | 'comma' = 'value';
  /** Whether the innermost container may end here. */
  private mayClose = false;
  /** The closing bytes of the open containers. */
  private stack = new Uint8Array(64);
  private depth = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether the bytes from `from` on are one JSON value, and nothing else but white space. Their UTF-8 is not checked. */
  isOneValue(from: number): boolean {
    const { bytes } = this;
    let at = skipSpace(bytes, from);
    for (let code = bytes[at]; code !== undefined; code = bytes[at]) {
      at = skipSpace(bytes, this.tokenEnd(at, code));
    }
    return at === bytes.length && this.depth === 0 && this.expected === 'comma';
  }

  /** Index after the token that begins with `code`; INVALID when it may not stand here. */
  private tokenEnd(at: number, code: number): number {
    const { bytes, expected, stack, depth } = this;
    if (this.mayClose && code === stack[depth - 1]) {
      this.depth -= 1;
      this.expected = 'comma';
      return at + 1;
    }
    this.mayClose = expected === 'value';
    if (expected === 'comma') {
      this.expected = stack[depth - 1] === CLOSE_BRACE ? 'name' : 'value';
      return code === COMMA && depth > 0 ? at + 1 : INVALID;
    }
    if (expected === 'name') {
      this.expected = 'value';
      const colon = skipSpace(bytes, checkedStringEnd(bytes, at));
      return bytes[colon] === COLON ? colon + 1 : INVALID;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      this.open(code);
      return at + 1;
    }
    this.expected = 'comma';
    return code === QUOTE ? checkedStringEnd(bytes, at) : checkedScalarEnd(bytes, at);
  }

  private open(code: number): void {
    if (this.depth === this.stack.length) {
      const deeper = new Uint8Array(this.depth * 2);
      deeper.set(this.stack);
      this.stack = deeper;
    }
    const isObject = code === OPEN_BRACE;
    this.stack[this.depth] = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
    this.depth += 1;
    this.expected = isObject ? 'name' : 'value';
  }
}

function checkedScalarEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = bytes[at] === ZERO ? at + 1 : digitsEnd(bytes, at);
  if (bytes[at] === DOT) {
    at = digitsEnd(bytes, at + 1);
  }
  if (((bytes[at] ?? 0) | 0x20) === SMALL_E) {
    const isSigned = bytes[at + 1] === PLUS || bytes[at + 1] === MINUS;
    at = digitsEnd(bytes, isSigned ? at + 2 : at + 1);
  }
  if (at !== INVALID) {
    return at;
  }
  const word = LITERALS.find((literal) => literal.every((code, index) => bytes[from + index] === code));
  return word ? from + word.length : INVALID;
}

/** Index after one or more digits. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let code = bytes[at]; code !== undefined && code >= ZERO && code <= NINE; code = bytes[at]) {
    at += 1;
  }
  return at > from ? at : INVALID;
}

function checkedStringEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === QUOTE ? from + 1 : bytes.length;
  for (let code = bytes[at]; code !== QUOTE; code = bytes[at]) {
    if (code === undefined || code < FIRST_PRINTABLE) {
      return INVALID;
    }
    if (code !== BACKSLASH) {
      at += 1;
    } else if (ESCAPES.has(bytes[at + 1])) {
      at += 2;
    } else if (bytes[at + 1] === SMALL_U && [2, 3, 4, 5].every((n) => HEX_DIGITS.has(bytes[at + n]))) {
      at += 6;
    } else {
      return INVALID;
    }
  }
  return at + 1;
}
