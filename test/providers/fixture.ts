import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonBody } from '../../lambda/domain/provider';

/** The exact bytes of `fixtures/<provider>/<name>.json`. */
export function fixture(provider: string, name: string): Buffer {
  return readFileSync(join(__dirname, '../../fixtures', provider, `${name}.json`));
}

export function jsonBody(source: string | Uint8Array): JsonBody {
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
  return { text, value: JSON.parse(text) as unknown };
}
