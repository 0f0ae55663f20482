import { METRICS } from '../../lambda/domain/metrics';
import { type Node, sourceFiles, syntaxOf, wordsOf } from './source-files';

const HANDLERS = sourceFiles('lambda/handlers')
  .filter(({ imports, words }) => imports.includes('aws-lambda') && words.includes('handler'))
  .map(({ path }) => path.replace(/^.*\/(.+)\.ts$/, '$1'));
const DECLARED = ['FunctionDeclaration', 'ClassDeclaration'];
/** Fields that name a member, not a function. */
const MEMBER_NAMES: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  KeyValueProperty: 'key',
  TsPropertySignature: 'key',
};

/**
 * Which functions count each metric, read from the code: a handler counts what is named in those functions of the use cases that
 * it reaches by name. A metric may be named where it is handed on (`recordOutcome(…, 'Failed', …)`), so no call is looked for.
 */
export function countedMetrics(): Readonly<Record<string, readonly string[]>> {
  const declared = declaredFunctions();
  const reached = HANDLERS.map((handler) => {
    const [module] = syntaxOf(`lambda/handlers/${handler}.ts`);
    return { handler, words: wordsReached(referencesOf(module), declared) };
  });
  return Object.fromEntries(
    Object.keys(METRICS).map((metric) => [
      metric,
      reached.filter(({ words }) => words.has(metric)).map(({ handler }) => handler),
    ]),
  );
}

/** What the functions and classes of the use cases refer to, by their names; of namesakes all that any of them does. */
function declaredFunctions(): ReadonlyMap<string, readonly string[]> {
  const declared = new Map<string, readonly string[]>();
  const nodes = sourceFiles('lambda/usecases').flatMap(({ path }) => syntaxOf(path));
  for (const node of nodes.filter(({ type }) => DECLARED.includes(type))) {
    const name = (node.identifier as { value: string }).value;
    declared.set(name, [...(declared.get(name) ?? []), ...referencesOf(node)]);
  }
  return declared;
}

/** Identifiers and texts, but for the names of members: `report.complete` does not refer to the function `complete`. */
function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const node = value as Node;
  const skipped = MEMBER_NAMES[node.type];
  const inner = Object.entries(value).filter(([field]) => field !== skipped);
  return [...wordsOf(node), ...inner.flatMap(([, part]) => referencesOf(part))];
}

function wordsReached(
  start: readonly string[],
  declared: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const words = new Set(start);
  // A set hands out what is added while it is walked.
  for (const word of words) {
    for (const further of declared.get(word) ?? []) {
      words.add(further);
    }
  }
  return words;
}
