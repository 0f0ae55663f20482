import type { JsonBody, ParsedBody, Provider } from '../provider/provider';
import { JsonView } from '../text/json-view';

/** A body as far as it could be read. `json` is there whenever it was JSON. */
export interface BodyReading {
  readonly reading: ParsedBody;
  readonly json?: JsonBody;
}

/** Reads a body that was verified. Never throws: what cannot be read is quarantined, not lost. */
export function parseBody(provider: Pick<Provider, 'parseEvent'>, body: Uint8Array): BodyReading {
  const json = JsonView.of(body);
  if (!json) {
    return { reading: { kind: 'invalid', reason: 'The body is not JSON in UTF-8.' } };
  }
  return { reading: readSafely(provider, json), json };
}

/** A provider that breaks on a hostile but signed body must not lose it: that too is "invalid". */
function readSafely(provider: Pick<Provider, 'parseEvent'>, json: JsonBody): ParsedBody {
  try {
    return provider.parseEvent(json);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return { kind: 'invalid', reason: `Parsing the body failed (${name}).` };
  }
}
