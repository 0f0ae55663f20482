import type { Checkout } from './checkout';
import { type Node, parse, readImports, walk } from './syntax';

export interface Callers {
  readonly folder: string;
  readonly functions: number;
  /** Called at exactly one place. */
  readonly oneCall: number;
  /** Called at exactly one place, or handed on as a value there. */
  readonly oneUse: number;
  /** The functions that `oneCall` counts, as `path#name`. */
  readonly names: readonly string[];
}

interface Definition {
  readonly name: string;
  readonly isExported: boolean;
  readonly node: Node;
}

interface Use {
  readonly isCall: boolean;
  readonly within: readonly Node[];
}

const FUNCTION = /^(ArrowFunctionExpression|FunctionExpression)$/;
/** Nodes whose `key` is a name and not a use. */
const KEYED = [
  'KeyValueProperty',
  'MethodProperty',
  'ClassMethod',
  'ClassProperty',
  'TsPropertySignature',
  'TsMethodSignature',
];

/**
 * Private functions with exactly one caller. A private function is a function declaration or a constant holding an arrow
 * function or a function expression at the top of a file, or a `private` method, that no other file imports: an export that
 * only its own file and tests use is private too. A function inside a function is not counted, since it is read in place. A
 * caller is a place where the function is called, outside its own body. Names are compared within the file.
 */
export function measureCallers(checkout: Checkout): readonly Callers[] {
  const imported = importedNames(checkout);
  return checkout.product.map((folder) => callersIn(folder, checkout, imported));
}

/** `path#name` of what is imported somewhere outside `test`. */
function importedNames(checkout: Checkout): ReadonlySet<string> {
  const paths = checkout.sources(checkout.code.filter((folder) => folder !== 'test'));
  return new Set(
    paths.flatMap((importer) =>
      readImports(importer, checkout).flatMap(({ path, names }) => names.map((name) => `${path}#${name}`)),
    ),
  );
}

function callersIn(folder: string, checkout: Checkout, imported: ReadonlySet<string>): Callers {
  const functions = checkout.sources([folder]).flatMap((path) => {
    const { definitions, uses } = readFunctions(checkout.read(path));
    return definitions
      .filter(({ name, isExported }) => !isExported || !isImported(name, path, imported))
      .map((definition) => ({
        id: `${path}#${definition.name.replace(/^\./, '')}`,
        isExported: definition.isExported,
        uses: (uses.get(definition.name) ?? []).filter(({ within }) => !within.includes(definition.node)),
      }));
  });
  // An export that no one uses here is an entry point: a handler, or what a test alone reads.
  const counted = functions.filter(({ isExported, uses }) => !isExported || uses.length > 0);
  const called = counted.filter(({ uses }) => uses.filter(({ isCall }) => isCall).length === 1);
  return {
    folder,
    functions: counted.length,
    oneCall: called.length,
    oneUse: counted.filter(({ uses }) => uses.length === 1).length,
    names: called.map(({ id }) => id),
  };
}

function isImported(name: string, path: string, imported: ReadonlySet<string>): boolean {
  return imported.has(`${path}#${name}`) || imported.has(`${path}#*`);
}

/** Methods go by `.name`, so that a function of the same name is another one. */
function readFunctions(source: string): {
  readonly definitions: readonly Definition[];
  readonly uses: ReadonlyMap<string, readonly Use[]>;
} {
  const definitions: Definition[] = [];
  const uses = new Map<string, Use[]>();
  walk(parse(source), (node, ancestors) => {
    const definition = definitionAt(node, ancestors);
    if (definition) {
      definitions.push(definition);
    }
    const use = useAt(node, ancestors);
    if (use) {
      uses.set(use.name, [...(uses.get(use.name) ?? []), use]);
    }
  });
  return { definitions, uses };
}

function definitionAt(node: Node, ancestors: readonly Node[]): Definition | undefined {
  if (node.type === 'ClassMethod' && node.accessibility === 'private' && node.kind === 'method') {
    return { name: `.${readName(node.key)}`, isExported: false, node };
  }
  if (node.type === 'PrivateMethod') {
    return { name: `.#${readName(node.key)}`, isExported: false, node };
  }
  const [parent, grandparent] = ancestors;
  const isFunction = node.type === 'FunctionDeclaration' && Boolean(node.body);
  if (isFunction && ancestors.every(({ type }) => type === 'ExportDeclaration')) {
    return { name: readName(node.identifier), isExported: parent !== undefined, node };
  }
  const isConstant =
    node.type === 'VariableDeclarator' && FUNCTION.test((node.init as Node | null)?.type ?? '');
  if (isConstant && ancestors.slice(1).every(({ type }) => type === 'ExportDeclaration')) {
    return { name: readName(node.id), isExported: grandparent !== undefined, node };
  }
  return undefined;
}

function useAt(node: Node, ancestors: readonly Node[]): (Use & { readonly name: string }) | undefined {
  const [parent, grandparent] = ancestors;
  if (!parent || (node.type !== 'Identifier' && node.type !== 'PrivateName')) {
    return undefined;
  }
  if (parent.type === 'MemberExpression' && parent.property === node) {
    const name = node.type === 'PrivateName' ? `.#${readName(node)}` : `.${readName(node)}`;
    return { name, isCall: isCallee(parent, grandparent), within: ancestors };
  }
  const isName = KEYED.includes(parent.type) && parent.key === node;
  const isDefined = parent.identifier === node || parent.id === node;
  return isName || isDefined
    ? undefined
    : { name: readName(node), isCall: isCallee(node, parent), within: ancestors };
}

function isCallee(node: Node, parent: Node | undefined): boolean {
  return parent?.type === 'CallExpression' && parent.callee === node;
}

function readName(node: unknown): string {
  return String((node as { readonly value?: unknown }).value);
}
