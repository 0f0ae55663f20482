import { isUtf8 } from 'node:buffer';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isJsonText,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
} from './json-grammar';
import { byteOrderMarkLength } from './unicode';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * One value of a JSON text, as the place where it stands in the bytes. The whole text was checked; nothing of it is built but what
 * is asked for. Parsed, an answer of 10 MiB that holds many small objects takes sixty; as a view it takes its ten.
 */
export class JsonView {
  private constructor(
    private readonly source: Buffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** The value these bytes are the text of; undefined unless they are UTF-8 and JSON. A byte-order mark before it is no part of it. */
  static of(bytes: Uint8Array): JsonView | undefined {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = skipSpace(source, byteOrderMarkLength(source));
    if (!isUtf8(source) || !isJsonText(source, start)) {
      return undefined;
    }
    let end = source.length;
    while (isSpace(source[end - 1])) {
      end -= 1;
    }
    return new JsonView(source, start, end);
  }

  get type(): JsonType {
    switch (this.source[this.start]) {
      case OPEN_BRACE:
        return 'object';
      case OPEN_BRACKET:
        return 'array';
      case QUOTE:
        return 'string';
      case 0x74: // t
      case 0x66: // f
        return 'boolean';
      case 0x6e: // n
        return 'null';
      default:
        return 'number';
    }
  }

  /** The value's exact bytes, without the white space around it; not a copy. */
  get bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  /** The value's exact JSON text. */
  get exactText(): string {
    return this.source.toString('utf8', this.start, this.end);
  }

  /** What a string says; undefined for every other type. */
  get text(): string | undefined {
    return this.type === 'string' ? decodedString(this.source, this.start, this.end) : undefined;
  }

  /** What JSON.parse makes of it: for values that are known to be small. */
  get value(): unknown {
    return JSON.parse(this.exactText);
  }

  /** An object without members, or an array without items. */
  get isEmpty(): boolean {
    return this.children()?.next() === false;
  }

  /** The member of an object; undefined when there is none, or this is no object. Of duplicate names the last counts. */
  member(name: string): JsonView | undefined {
    return this.pick([name])[0];
  }

  /** The members of these names, in the order of the names: found in one walk over the object, which may be long. */
  pick<const Names extends readonly string[]>(
    names: Names,
  ): { readonly [Index in keyof Names]: JsonView | undefined } {
    const lengths = names.map((name) => Buffer.byteLength(name));
    const found: (JsonView | undefined)[] = names.map(() => undefined);
    const children = this.children('object');
    while (children?.next()) {
      const index = names.findIndex((name, at) => children.isNamed(name, lengths[at] ?? 0));
      if (index >= 0) {
        found[index] = this.part(children);
      }
    }
    return found as { [Index in keyof Names]: JsonView | undefined };
  }

  /** The members of an object as they stand, duplicate names too; none of another type. */
  *members(): Generator<readonly [name: string, member: JsonView]> {
    const children = this.children('object');
    while (children?.next()) {
      yield [children.name, this.part(children)];
    }
  }

  /** The items of an array; none of another type. */
  *items(): Generator<JsonView> {
    const children = this.children('array');
    while (children?.next()) {
      yield this.part(children);
    }
  }

  /** The values of the members of an object, or the items of an array. */
  *values(): Generator<JsonView> {
    const children = this.children();
    while (children?.next()) {
      yield this.part(children);
    }
  }

  private children(wanted: JsonType = this.type): Children | undefined {
    const { type } = this;
    return type === wanted && (type === 'object' || type === 'array')
      ? new Children(this.source, this.start + 1, type === 'object')
      : undefined;
  }

  private part({ start, end }: Children): JsonView {
    return new JsonView(this.source, start, end);
  }
}

/** Whether a member is there and says something: `null` says as much as its absence. */
export function isGiven(view: JsonView | undefined): view is JsonView {
  return view !== undefined && view.type !== 'null';
}

/** Walks over the members of an object or the items of an array. The JSON was checked, so nothing is checked again. */
class Children {
  /** Of the present member's or item's value. */
  start: number;
  end: number;
  private nameStart = 0;
  private nameEnd = 0;

  constructor(
    private readonly source: Buffer,
    from: number,
    private readonly named: boolean,
  ) {
    this.start = from;
    this.end = from;
  }

  /** False when there is no other. */
  next(): boolean {
    const { source } = this;
    let at = skipSpace(source, this.end);
    if (isClose(source[at])) {
      return false;
    }
    if (source[at] === COMMA) {
      at = skipSpace(source, at + 1);
    }
    if (this.named) {
      this.nameStart = at;
      this.nameEnd = stringEnd(source, at);
      const colon = skipSpace(source, this.nameEnd);
      at = skipSpace(source, colon + 1);
    }
    this.start = at;
    this.end = valueEnd(source, at);
    return true;
  }

  get name(): string {
    return decodedString(this.source, this.nameStart, this.nameEnd);
  }

  /** An escape is longer than what it stands for, so a name of just the right length has none. Decodes a name only when it must. */
  isNamed(name: string, byteLength: number): boolean {
    const bytes = this.nameEnd - this.nameStart - 2;
    if (bytes === byteLength && byteLength === name.length) {
      return this.isNamedInAscii(name);
    }
    return bytes >= byteLength && (bytes === byteLength || this.isEscaped()) && this.name === name;
  }

  private isNamedInAscii(name: string): boolean {
    for (let index = 0; index < name.length; index += 1) {
      if (this.source[this.nameStart + 1 + index] !== name.charCodeAt(index)) {
        return false;
      }
    }
    return true;
  }

  private isEscaped(): boolean {
    return hasEscape(this.source, this.nameStart, this.nameEnd);
  }
}

function decodedString(source: Buffer, start: number, end: number): string {
  return hasEscape(source, start, end)
    ? (JSON.parse(source.toString('utf8', start, end)) as string)
    : source.toString('utf8', start + 1, end - 1);
}

function hasEscape(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (source[at] === BACKSLASH) {
      return true;
    }
  }
  return false;
}

/** Index after the string that opens at `from`. */
function stringEnd(source: Uint8Array, from: number): number {
  let at = from + 1;
  while (source[at] !== QUOTE) {
    at += source[at] === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

/** Index after the value that begins at `from`. */
function valueEnd(source: Uint8Array, from: number): number {
  const first = source[from];
  if (first === QUOTE) {
    return stringEnd(source, from);
  }
  return first === OPEN_BRACE || first === OPEN_BRACKET
    ? containerEnd(source, from)
    : scalarEnd(source, from);
}

function containerEnd(source: Uint8Array, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const code = source[at];
    if (code === QUOTE) {
      at = stringEnd(source, at);
      continue;
    }
    at += 1;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    }
  } while (depth > 0);
  return at;
}

/** A number or a literal inside a container ends before white space, a comma, or the container's end. */
function scalarEnd(source: Uint8Array, from: number): number {
  let at = from;
  while (!isSpace(source[at]) && source[at] !== COMMA && !isClose(source[at])) {
    at += 1;
  }
  return at;
}

function isClose(code: number | undefined): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET;
}
