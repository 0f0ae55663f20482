import { asList, isObject, type Json, type JsonObject } from '../template/json';
import { type Condition, condition } from './conditions';
import { type PrincipalMatch, principals } from './principals';
import { wildcard } from './wildcard';

/** One statement of a policy, ready to be asked. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** As the policy spells it, for people. */
  readonly action: string;
  readonly resource: string;
  /** What the statement says of a principal; a statement of an identity's own policy speaks of that identity. */
  readonly principal: PrincipalMatch;
  /** As the policy spells it. */
  readonly conditions: Json | undefined;
  readonly holds: Condition;
  concernsAction(action: string): boolean;
  concernsResource(arn: string): boolean;
}

const MEMBERS = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/**
 * A policy's statements, one for each action on each resource, so that each can be told used from unused.
 * @throws Error naming what is not understood: it must not pass for a permission, nor for the lack of one
 */
export function statements(document: Json | undefined, where: string): readonly Statement[] {
  if (!isObject(document)) {
    throw new Error(`${where}: got no policy document.`);
  }
  const all = Array.isArray(document.Statement) ? document.Statement : [document.Statement ?? null];
  return all.flatMap((statement) => atoms(statement, where)).map((atom) => parse(atom, where));
}

/** `NotAction` and `NotResource` say what they mean only as a whole. */
function atoms(statement: Json, where: string): readonly JsonObject[] {
  if (!isObject(statement)) {
    throw new Error(`${where}: got a statement that is no object.`);
  }
  const unknown = Object.keys(statement).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) {
    throw new Error(`${where}: ${unknown.join(', ')} of a statement is not known to the local run.`);
  }
  const actions = 'Action' in statement ? texts(statement.Action) : [undefined];
  const resources = 'Resource' in statement ? texts(statement.Resource) : [undefined];
  if (actions.length === 0 || resources.length === 0) {
    throw new Error(`${where}: got a statement without ${actions.length === 0 ? 'Action' : 'Resource'}.`);
  }
  return actions.flatMap((Action) =>
    resources.map((Resource) => ({
      ...statement,
      ...(Action !== undefined && { Action }),
      ...(Resource !== undefined && { Resource }),
    })),
  );
}

function parse(atom: JsonObject, where: string): Statement {
  const { Effect } = atom;
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new Error(`${where}: got Effect ${JSON.stringify(Effect)}, expected Allow or Deny.`);
  }
  // Names of actions are not case-sensitive, ARNs are.
  const actions = patterns(atom, { name: 'Action', flags: 'i' }, where);
  const resources = patterns(atom, { name: 'Resource', flags: '' }, where);
  return {
    effect: Effect,
    action: actions.text,
    resource: resources.text,
    principal: principals(atom.Principal, where),
    conditions: atom.Condition,
    holds: condition(atom.Condition, where),
    concernsAction: actions.matches,
    concernsResource: resources.matches,
  };
}

interface Element {
  readonly name: 'Action' | 'Resource';
  readonly flags: '' | 'i';
}

function patterns(atom: JsonObject, { name, flags }: Element, where: string) {
  const negated = `Not${name}` in atom;
  const spelled = texts(negated ? atom[`Not${name}`] : atom[name]);
  if (spelled.length === 0) {
    throw new Error(`${where}: got a statement without ${name}.`);
  }
  const variable = spelled.find((text) => text.includes('${'));
  if (variable !== undefined) {
    throw new Error(`${where}: policy variables, as in ${variable}, are not known to the local run.`);
  }
  const expressions = spelled.map((text) => wildcard(text, flags));
  return {
    text: negated ? `not ${spelled.join(', ')}` : spelled.join(', '),
    matches: (value: string) => expressions.some((expression) => expression.test(value)) !== negated,
  };
}

function texts(value: Json | undefined): readonly string[] {
  return value === undefined ? [] : (Array.isArray(value) ? asList(value) : [value]).map(String);
}
