/**
 * DynamoDB's own size rules (Developer Guide, "DynamoDB item sizes and formats"): UTF-8 bytes of each name and text; a number is
 * one byte per two significant digits plus one; a flag is one byte; a map is 3 bytes plus 1 per entry.
 */
export function itemSize(item: object): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) {
      bytes += Buffer.byteLength(name) + valueSize(value);
    }
  }
  return bytes;
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') {
    return Buffer.byteLength(value);
  }
  if (typeof value === 'number') {
    return numberSize(value);
  }
  if (typeof value === 'boolean') {
    return 1;
  }
  const map = value as object;
  return 3 + Object.keys(map).length + itemSize(map);
}

function numberSize(value: number): number {
  const digits = String(Math.abs(value)).replace('.', '').replace(/0+$/, '').length;
  return Math.ceil(Math.max(1, digits) / 2) + 1 + (value < 0 ? 1 : 0);
}

/** Write units of one write: each KiB started, of the larger of the item before and after. */
export function writeUnits(...items: readonly object[]): number {
  return Math.ceil(Math.max(...items.map(itemSize)) / 1024);
}
