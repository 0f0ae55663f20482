import { COLON, QUOTE, skipSpace, stringEnd } from '../../domain/text/json-grammar';
import type { JsonView } from '../../domain/text/json-view';

const SMALL_N = 0x6e;
const EMPTY_STRING_BYTES = 2;
const STRUCTURE_AND_SPACE: ReadonlySet<number | undefined> = new Set(Buffer.from('{}[],: \t\r\n'));

/**
 * Whether a value holds anything at any depth. `null`, empty containers and the empty string are nothing: an empty string is how a
 * provider writes a field it did not find. `except` names members of the value itself that do not count.
 */
export function holdsValue(view: JsonView | undefined, except: readonly string[] = []): boolean {
  if (view?.type !== 'object' || except.length === 0) {
    return view !== undefined && hasLeaf(view.bytes);
  }
  for (const member of view.values()) {
    if (!except.includes(member.name) && hasLeaf(member.bytes)) {
      return true;
    }
  }
  return false;
}

/** One walk over the checked JSON text: a walk per container would be quadratic for an answer that nests deeply. */
function hasLeaf(json: Uint8Array): boolean {
  let at = 0;
  while (at < json.length) {
    const code = json[at];
    if (code === QUOTE) {
      const end = stringEnd(json, at);
      const isName = json[skipSpace(json, end)] === COLON;
      if (!isName && end - at > EMPTY_STRING_BYTES) {
        return true;
      }
      at = end;
    } else if (code === SMALL_N) {
      at += 'null'.length;
    } else if (STRUCTURE_AND_SPACE.has(code)) {
      at += 1;
    } else {
      return true;
    }
  }
  return false;
}
