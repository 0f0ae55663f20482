import { isUtf8 } from 'node:buffer';
import {
  BACKSLASH,
  COMMA,
  isClose,
  isSpace,
  JsonGrammar,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  scalarEnd,
  skipSpace,
  stringEnd,
} from './json-grammar';
import { byteOrderMarkLength } from './unicode';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * One value of a checked JSON text, as a range of its bytes: only what is asked for is built. Parsed, an answer of 10 MiB with many
 * small objects takes 60 MiB of memory; as a view it takes 10.
 */
export class JsonView {
  private constructor(
    private readonly source: Buffer,
    private readonly start: number,
    private readonly end: number,
    private readonly nameStart = end,
    private readonly nameEnd = end,
  ) {}

  /** Undefined unless the bytes are UTF-8 and JSON. A byte-order mark before the value is no part of it. */
  static of(bytes: Uint8Array): JsonView | undefined {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = skipSpace(source, byteOrderMarkLength(source));
    if (!isUtf8(source) || !new JsonGrammar(source).isOneValue(start)) {
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

  /** Of a member of an object. */
  get name(): string {
    return decodedString(this.source, this.nameStart, this.nameEnd);
  }

  /** The member of an object; undefined when there is none, or this is no object. Of duplicate names the last counts. */
  member(name: string): JsonView | undefined {
    return this.pick([name])[0];
  }

  /** The members of these names, in the order of the names: found in one walk over the object, which may be long. */
  pick<const Names extends readonly string[]>(
    names: Names,
  ): { readonly [Index in keyof Names]: JsonView | undefined } {
    const wanted = names.map((name) => ({ name, bytes: Buffer.from(name) }));
    const found: (JsonView | undefined)[] = names.map(() => undefined);
    for (const member of this.type === 'object' ? this.values() : []) {
      const index = wanted.findIndex(({ name, bytes }) => member.isNamed(name, bytes));
      if (index >= 0) {
        found[index] = member;
      }
    }
    return found as { [Index in keyof Names]: JsonView | undefined };
  }

  /** The members of an object as they stand, of duplicate names too, or the items of an array; none of another type. */
  *values(): Generator<JsonView> {
    const { source, type } = this;
    const isObject = type === 'object';
    let at = isObject || type === 'array' ? skipSpace(source, this.start + 1) : this.end;
    while (at < this.end && !isClose(source[at])) {
      const nameEnd = isObject ? stringEnd(source, at) : at;
      const colon = skipSpace(source, nameEnd);
      const start = isObject ? skipSpace(source, colon + 1) : at;
      const end = valueEnd(source, start);
      yield new JsonView(source, start, end, at, nameEnd);
      at = skipSpace(source, end);
      at = source[at] === COMMA ? skipSpace(source, at + 1) : at;
    }
  }

  /** `bytes`: the name in UTF-8. An escape is longer than what it stands for. Decodes a name only when it may be the one. */
  private isNamed(name: string, bytes: Uint8Array): boolean {
    const { source, nameStart, nameEnd } = this;
    const length = nameEnd - nameStart - 2;
    const mayBe =
      length === bytes.length
        ? source.compare(bytes, 0, length, nameStart + 1, nameEnd - 1) === 0
        : length > bytes.length && hasEscape(source, nameStart, nameEnd);
    return mayBe && this.name === name;
  }
}

/** Whether a member is there and says something: `null` says as much as its absence. */
export function isGiven(view: JsonView | undefined): view is JsonView {
  return view !== undefined && view.type !== 'null';
}

function decodedString(source: Buffer, start: number, end: number): string {
  return hasEscape(source, start, end)
    ? (JSON.parse(source.toString('utf8', start, end)) as string)
    : source.toString('utf8', start + 1, end - 1);
}

function hasEscape(source: Buffer, start: number, end: number): boolean {
  return source.subarray(start, end).includes(BACKSLASH);
}

/** Index after the value that begins at `from`: one walk, however deep it is. */
function valueEnd(source: Buffer, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const code = source[at];
    if (code === QUOTE) {
      at = stringEnd(source, at);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      at += 1;
    } else if (isClose(code)) {
      depth -= 1;
      at += 1;
    } else {
      at = depth === 0 ? scalarEnd(source, at) : at + 1;
    }
  } while (depth > 0);
  return at;
}
