/**
 * C0 and C1 controls, the separators some terminals break a line at, invisible characters, what turns the direction of writing,
 * and halves of characters: ids and error texts come from outside, and none of them may move a cursor, set a title or reorder
 * what a person reads.
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}]/gu;

/** How JSON writes a character of ASCII alone: `\\u009b`. */
export function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The text with what a terminal would act on written out, as `\u001b`. */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, escapeUnit);
}

/** The same, line by line. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(plainText).join('\t'))
    .join('\n');
}

/** JSON that parses to the same value. Such characters stand in its strings alone, where `\u009b` is how JSON spells them. */
export function plainJson(value: unknown, indent?: number): string {
  return plainLines(JSON.stringify(value, undefined, indent));
}
