import * as z from 'zod';

export const requests = wholeNumber(1, 10_000);
export const yesOrNo = z.boolean('true or false');

export function wholeNumber(min: number, max: number, unit?: string) {
  const expected = `a whole number${unit ? ` of ${unit}` : ''} from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

export function seconds(min: number, max: number) {
  return wholeNumber(min, max, 'seconds');
}

export function days(min: number, max = 3650) {
  return wholeNumber(min, max, 'days');
}

/** `byDefault` describes the default of a key that has no default value. */
export function key<T extends z.ZodType>(schema: T, description: string, byDefault?: string): T {
  return schema.meta({ description, ...(byDefault !== undefined && { byDefault }) });
}

/** Keys that belong together. Each has a default, so the group is optional. */
export function group<T extends z.core.$ZodLooseShape>(description: string, shape: T) {
  return key(z.strictObject(shape).prefault({} as never), description);
}
