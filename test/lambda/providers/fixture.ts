import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonBody } from '../../../lambda/domain/provider/provider';
import { JsonView } from '../../../lambda/domain/text/json-view';

/** The exact bytes of `fixtures/<provider>/<name>.json`. */
export function fixture(provider: string, name: string): Buffer {
  return readFileSync(join(__dirname, '../../../fixtures', provider, `${name}.json`));
}

export function jsonBody(source: string | Uint8Array): JsonBody {
  const view = JsonView.of(Buffer.from(source));
  if (!view) {
    throw new Error('Test body: got something else, expected JSON in UTF-8.');
  }
  return view;
}
