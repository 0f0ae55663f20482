import type { JsonBody, Provider, Reading } from '../provider/provider';
import { JsonView } from '../text/json-view';

/** A body as far as it could be read. `json` is there whenever it was JSON. */
export interface BodyReading {
  readonly reading: Reading;
  readonly json?: JsonBody;
}

/** Reads a body that was verified. Never throws: what cannot be read is quarantined, not lost. */
export function readBody(provider: Pick<Provider, 'read'>, body: Uint8Array): BodyReading {
  const json = JsonView.of(body);
  if (!json) {
    return { reading: { kind: 'unreadable', reason: 'The body is not JSON in UTF-8.' } };
  }
  return { reading: readSafely(provider, json), json };
}

/** A provider that breaks on a hostile but signed body must not lose it: that too is "unreadable". */
function readSafely(provider: Pick<Provider, 'read'>, json: JsonBody): Reading {
  try {
    return provider.read(json);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return { kind: 'unreadable', reason: `Reading the body failed (${name}).` };
  }
}
