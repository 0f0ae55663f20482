import { type Node, parse, walk } from '../code/syntax';

/** Called by every function of an instrumented bundle, with its name and what it does. */
export type EnterFrame = <Result>(frame: string, body: () => Result) => Result;

/** Under this name the bundle finds it on `globalThis`. */
export const ENTER_FRAME = '__enterFrame';

interface Insertion {
  /** In bytes. */
  readonly at: number;
  readonly text: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|MethodProperty)$/;
const METHODS = /^(ClassMethod|PrivateMethod)$/;

/** swc counts on over all texts it ever parsed: an empty statement in front says where this one begins. */
const START = ';';

/**
 * A source text whose functions each tell that they run, as `path#name`: `f() { … }` becomes `f() { return enter('path#f', () => { … }) }`.
 * Constructors and generators are left as they are.
 */
export function instrument(source: string, path: string): string {
  const statements = parse(`${START}${source}`);
  const origin = readSpan(statements[0]).start;
  const insertions: Insertion[] = [];
  walk(statements, (node, ancestors) => {
    const fn = FUNCTIONS.test(node.type)
      ? node
      : METHODS.test(node.type)
        ? (node.function as Node)
        : undefined;
    const body = fn?.body as Node | null | undefined;
    if (fn && body && !fn.generator && !fn.isGenerator) {
      const { start, end } = readSpan(body);
      const at = { start: start - origin, end: end - origin };
      insertions.push(
        ...wrap(body, at, `${path}#${findName(node, ancestors)}`, Boolean(fn.async ?? fn.isAsync)),
      );
    }
  });
  return insert(`${START}${source}`, insertions);
}

function wrap({ type }: Node, { start, end }: Span, frame: string, isAsync: boolean): readonly Insertion[] {
  const enter = `globalThis.${ENTER_FRAME}(${JSON.stringify(frame)}, ${isAsync ? 'async ' : ''}() =>`;
  return type === 'FunctionBody' || type === 'BlockStatement'
    ? [
        { at: start + 1, text: ` return ${enter} {` },
        { at: end - 1, text: '}); ' },
      ]
    : [
        { at: start, text: `${enter} (` },
        { at: end, text: '))' },
      ];
}

/** Of the function, or of the nearest thing with a name around it: `(in process)` is a callback. */
function findName(node: Node, ancestors: readonly Node[]): string {
  const own = [node.identifier, node.key].map(readText).find((name) => name !== undefined);
  if (own !== undefined) {
    return own;
  }
  const [parent] = ancestors;
  if (parent && ['VariableDeclarator', 'KeyValueProperty', 'ClassProperty'].includes(parent.type)) {
    const name = readText(parent.id) ?? readText(parent.key);
    if (name !== undefined) {
      return name;
    }
  }
  const around = ancestors.flatMap(
    ({ identifier, key, id }) => readText(identifier) ?? readText(key) ?? readText(id) ?? [],
  );
  return `(in ${around[0] ?? 'module'})`;
}

function readText(node: unknown): string | undefined {
  const { value } = Object(node) as { readonly value?: unknown };
  return typeof value === 'string' ? value : undefined;
}

function readSpan(node: Node | undefined): Span {
  return node?.span as Span;
}

function insert(text: string, insertions: readonly Insertion[]): string {
  const bytes = Buffer.from(text);
  const sorted = insertions
    .map((insertion, order) => ({ ...insertion, order }))
    .sort((one, other) => one.at - other.at || one.order - other.order);
  const parts: (string | Buffer)[] = [];
  let from = 0;
  for (const { at, text: added } of sorted) {
    parts.push(bytes.subarray(from, at), added);
    from = at;
  }
  return [...parts, bytes.subarray(from)].map(String).join('');
}
