import { posix } from 'node:path';
import { METRICS } from '../../../lambda/domain/metrics';
import { type Node, readSyntax, readWords, type SourceFile, sourceFiles } from '../source-files';

const HANDLERS = sourceFiles('lambda/handlers').filter(
  ({ imports, words }) => imports.includes('aws-lambda') && words.includes('handler'),
);
const DECLARED = ['FunctionDeclaration', 'ClassDeclaration'];
/** Fields that name a member, not a function. */
const MEMBER_NAMES: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  KeyValueProperty: 'key',
  TsPropertySignature: 'key',
};

/** One file of the use cases. */
interface Module {
  /** Paths from the root, without extension; its own among them. */
  readonly visible: readonly string[];
  /** What its functions and classes refer to, by their names. */
  readonly declared: ReadonlyMap<string, readonly string[]>;
}

type Modules = ReadonlyMap<string, Module>;

/**
 * Which functions count each metric, read from the code: a handler counts what is named in those functions of the use cases that
 * it reaches by name, through the files that each file imports. A metric may be named where it is handed on
 * (`recordOutcome(…, 'Failed', …)`), so no call is looked for.
 */
export function countedMetrics(): Readonly<Record<string, readonly string[]>> {
  const modules = readModules();
  const reached = HANDLERS.map((file) => ({
    handler: posix.basename(file.path, '.ts'),
    words: wordsReached(file, modules),
  }));
  return Object.fromEntries(
    Object.keys(METRICS).map((metric) => [
      metric,
      reached.filter(({ words }) => words.has(metric)).map(({ handler }) => handler),
    ]),
  );
}

function readModules(): Modules {
  return new Map(
    sourceFiles('lambda/usecases').map(({ path, imports }) => {
      const own = path.replace(/\.ts$/, '');
      return [own, { visible: [own, ...imports], declared: declaredIn(path) }];
    }),
  );
}

function declaredIn(path: string): ReadonlyMap<string, readonly string[]> {
  const nodes = readSyntax(path).filter(({ type }) => DECLARED.includes(type));
  return new Map(nodes.map((node) => [(node.identifier as { value: string }).value, findReferences(node)]));
}

/** Identifiers and texts, but for the names of members: `report.complete` does not refer to the function `complete`. */
function findReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const node = value as Node;
  const skipped = MEMBER_NAMES[node.type];
  const inner = Object.entries(value).filter(([field]) => field !== skipped);
  return [...readWords(node), ...inner.flatMap(([, part]) => findReferences(part))];
}

function wordsReached({ path, imports }: SourceFile, modules: Modules): ReadonlySet<string> {
  const [module] = readSyntax(path);
  const words = new Set<string>();
  const seen = new Set<readonly string[]>();
  const follow = (references: readonly string[], visible: readonly string[]) => {
    seen.add(references);
    for (const word of references) {
      words.add(word);
      for (const other of visible.map((each) => modules.get(each))) {
        const further = other?.declared.get(word);
        if (other && further && !seen.has(further)) {
          follow(further, other.visible);
        }
      }
    }
  };
  follow(findReferences(module), imports);
  return words;
}
