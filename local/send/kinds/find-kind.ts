import { UsageError } from '../../../cli/terminal/errors';
import { expectedOneOf } from '../../../cli/terminal/format';
import { extendKinds } from './extend-kinds';
import { limaiKinds } from './limai-kinds';
import { describeEnding, type SendKind } from './send-kind';

/** Provider → what can be sent as it; a new provider is its file and one line here. */
export const SEND_KINDS: Readonly<Record<string, Readonly<Record<string, SendKind>>>> = {
  limai: limaiKinds,
  extend: extendKinds,
};

/** @throws UsageError naming the kinds there are */
export function findKind(provider: string, kind: string): SendKind {
  const kinds = SEND_KINDS[provider] ?? {};
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!found) {
    const names = Object.keys(kinds);
    const got = kind === '' ? 'none' : `"${kind}"`;
    const expected = expectedOneOf(kind, names).replace(/ lists\.$/, ` lists, such as ${names[0]}.`);
    throw new UsageError(`Kind, for a source of ${provider}: got ${got}, ${expected}`);
  }
  return found;
}

/** For the help: what only one provider has, then what each has, a line for each kind. */
export function describeKinds(): string {
  const providers = Object.entries(SEND_KINDS);
  const names = [...new Set(providers.flatMap(([, kinds]) => Object.keys(kinds)))];
  const width = Math.max(...names.map((name) => name.length));
  const linesOf = (kinds: Readonly<Record<string, SendKind>>, chosen: readonly string[]) =>
    Object.entries(kinds)
      .filter(([name]) => chosen.includes(name))
      .map(([name, { meaning, ends }]) => `  ${name.padEnd(width)}  ${meaning} → ${describeEnding(ends)}`);
  const isShared = (name: string) =>
    providers.every(
      ([, kinds]) => kinds[name]?.meaning === providers[0]?.[1][name]?.meaning && name in kinds,
    );
  const shared = names.filter(isShared);
  const [[, first = {}] = []] = providers;
  const sections = [
    ...providers.map(([id, kinds]) => [
      `Kinds of a source of ${id}:`,
      ...linesOf(
        kinds,
        names.filter((name) => !shared.includes(name)),
      ),
    ]),
    ['Kinds of a source of any provider:', ...linesOf(first, shared)],
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}
