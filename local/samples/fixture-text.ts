import { readFileSync } from 'node:fs';
import { programFile } from '../aws/program-file';

/** A fixture's exact text. */
export function fixtureText(provider: string, name: string): string {
  return readFileSync(programFile('fixtures', provider, `${name}.json`), 'utf8');
}

/** Sets the first string member of this name, leaving every other byte of the JSON text alone. */
export function withMember(text: string, name: string, value: string | undefined): string {
  if (value === undefined) {
    return text;
  }
  const member = new RegExp(`("${name}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`);
  if (!member.test(text)) {
    throw new Error(`Sample: got a fixture without the text member "${name}", expected one to set.`);
  }
  return text.replace(member, (_, key: string) => `${key}${JSON.stringify(value)}`);
}

/** Replaces an id wherever it occurs inside the text's strings. */
export function withId(text: string, from: string, to: string | undefined): string {
  return to === undefined ? text : text.replaceAll(from, () => JSON.stringify(to).slice(1, -1));
}

/** Adds an unknown member of about this many bytes to the top-level object; its values tell the copies apart. */
export function padded(text: string, bytes: number): string {
  const end = text.lastIndexOf('}');
  const filler = JSON.stringify('0123456789abcdef'.repeat(Math.ceil(bytes / 16)).slice(0, bytes));
  return `${text.slice(0, end).trimEnd()},\n  "filler": ${filler}\n${text.slice(end)}`;
}

/** The first part of a JSON text: authentic where it is signed, but no JSON. */
export function cutShort(text: string): string {
  return text.slice(0, Math.floor(text.length * 0.6));
}
