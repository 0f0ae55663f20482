/** The bytes that JSON (RFC 8259) gives a meaning. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const MINUS = 0x2d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;

const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_U = 0x75;
/** A control character below it must be escaped in a string. */
const FIRST_PRINTABLE = 0x20;
const INVALID = -1;

const LITERALS = ['true', 'false', 'null'].map((word) => Buffer.from(word));
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

export function isSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Index of the first byte from `from` on that is not white space. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) {
    at += 1;
  }
  return at;
}

/** Whether the bytes from `from` on are one JSON value, and nothing else but white space. Their UTF-8 is not checked. */
export function isJsonText(bytes: Uint8Array, from: number): boolean {
  return new Grammar(bytes, from).isOneValue();
}

/** What may come next. Compared often, so these are numbers. */
const VALUE = 0;
const VALUE_OR_END = 1;
const NAME = 2;
const NAME_OR_END = 3;
const COMMA_OR_END = 4;
const NOTHING = 5;

/** Checks token by token. It keeps a stack of its own instead of recursing: depth costs a byte, and never the process. */
class Grammar {
  private expected = VALUE;
  /** The closing bytes of the containers that are open. */
  private stack = new Uint8Array(64);
  private depth = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  isOneValue(): boolean {
    const { bytes } = this;
    for (;;) {
      this.at = skipSpace(bytes, this.at);
      const code = bytes[this.at];
      if (code === undefined) {
        return this.expected === NOTHING;
      }
      this.at = this.tokenEnd(code);
      if (this.at === INVALID) {
        return false;
      }
    }
  }

  /** Index after the token that begins with `code`; INVALID when it may not stand here. */
  private tokenEnd(code: number): number {
    switch (this.expected) {
      case COMMA_OR_END:
        return code === COMMA ? this.afterComma() : this.afterClose(code);
      case NAME:
        return this.afterName(code);
      case NAME_OR_END:
        return code === CLOSE_BRACE ? this.afterClose(code) : this.afterName(code);
      case VALUE:
        return this.afterValue(code);
      case VALUE_OR_END:
        return code === CLOSE_BRACKET ? this.afterClose(code) : this.afterValue(code);
      default:
        return INVALID;
    }
  }

  private afterValue(code: number): number {
    if (code === OPEN_BRACE) {
      return this.afterOpen(CLOSE_BRACE, NAME_OR_END);
    }
    if (code === OPEN_BRACKET) {
      return this.afterOpen(CLOSE_BRACKET, VALUE_OR_END);
    }
    this.expectAfterValue();
    return scalarEnd(this.bytes, this.at, code);
  }

  private afterName(code: number): number {
    const end = code === QUOTE ? checkedStringEnd(this.bytes, this.at) : INVALID;
    const colon = end === INVALID ? INVALID : skipSpace(this.bytes, end);
    this.expected = VALUE;
    return this.bytes[colon] === COLON ? colon + 1 : INVALID;
  }

  private afterComma(): number {
    this.expected = this.stack[this.depth - 1] === CLOSE_BRACE ? NAME : VALUE;
    return this.at + 1;
  }

  private afterOpen(close: number, expected: number): number {
    if (this.depth === this.stack.length) {
      const deeper = new Uint8Array(this.depth * 2);
      deeper.set(this.stack);
      this.stack = deeper;
    }
    this.stack[this.depth] = close;
    this.depth += 1;
    this.expected = expected;
    return this.at + 1;
  }

  private afterClose(code: number): number {
    if (this.depth === 0 || this.stack[this.depth - 1] !== code) {
      return INVALID;
    }
    this.depth -= 1;
    this.expectAfterValue();
    return this.at + 1;
  }

  private expectAfterValue(): void {
    this.expected = this.depth === 0 ? NOTHING : COMMA_OR_END;
  }
}

function scalarEnd(bytes: Uint8Array, from: number, first: number): number {
  if (first === QUOTE) {
    return checkedStringEnd(bytes, from);
  }
  return first === MINUS || isDigit(first) ? numberEnd(bytes, from) : literalEnd(bytes, from);
}

function checkedStringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = bytes[at];
    if (code === QUOTE) {
      return at + 1;
    }
    if (code === undefined || code < FIRST_PRINTABLE) {
      return INVALID;
    }
    at = code === BACKSLASH ? escapeEnd(bytes, at) : at + 1;
    if (at === INVALID) {
      return INVALID;
    }
  }
}

function escapeEnd(bytes: Uint8Array, from: number): number {
  const code = bytes[from + 1];
  if (code !== LETTER_U) {
    return code !== undefined && ESCAPES.has(code) ? from + 2 : INVALID;
  }
  for (let at = from + 2; at < from + 6; at += 1) {
    if (!isHexDigit(bytes[at])) {
      return INVALID;
    }
  }
  return from + 6;
}

function numberEnd(bytes: Uint8Array, from: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let end = bytes[first] === ZERO ? first + 1 : digitsEnd(bytes, first);
  if (end !== INVALID && bytes[end] === DOT) {
    end = digitsEnd(bytes, end + 1);
  }
  const isExponent = end !== INVALID && (bytes[end] === 0x45 || bytes[end] === 0x65);
  return isExponent ? exponentEnd(bytes, end + 1) : end;
}

function exponentEnd(bytes: Uint8Array, from: number): number {
  const isSigned = bytes[from] === PLUS || bytes[from] === MINUS;
  return digitsEnd(bytes, isSigned ? from + 1 : from);
}

/** Index after one or more digits. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) {
    at += 1;
  }
  return at > from ? at : INVALID;
}

function literalEnd(bytes: Uint8Array, from: number): number {
  const word = LITERALS.find((literal) => literal.every((code, index) => bytes[from + index] === code));
  return word ? from + word.length : INVALID;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= NINE;
}

function isHexDigit(code: number | undefined): boolean {
  const lower = (code ?? 0) | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}
