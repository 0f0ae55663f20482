import { asList, isObject, type Json } from '../template/json';
import { ACCOUNT } from '../template/stack-scope';

/** Who asks: a role of the account, or an AWS service for itself (`logs.us-east-1.amazonaws.com`). */
export type Principal = { readonly role: string } | { readonly service: string };

/**
 * What a policy says of who asks. `account`: the whole account is named, which leaves the decision to the policies of its
 * identities (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
 */
export type PrincipalMatch = (principal: Principal) => 'named' | 'account' | 'other';

const ROOT = new RegExp(`^(${ACCOUNT}|arn:aws:iam::${ACCOUNT}:root)$`);

/** @throws Error naming a kind of principal that is not known */
export function principals(spelled: Json | undefined, where: string): PrincipalMatch {
  if (spelled === undefined) {
    return () => 'named';
  }
  if (spelled === '*') {
    return () => 'named';
  }
  if (!isObject(spelled)) {
    throw new Error(`${where}: got a Principal that is neither * nor an object.`);
  }
  const unknown = Object.keys(spelled).filter((kind) => kind !== 'AWS' && kind !== 'Service');
  if (unknown.length > 0) {
    throw new Error(`${where}: principals of kind ${unknown.join(', ')} are not known to the local run.`);
  }
  const identities = names(spelled.AWS);
  const services = names(spelled.Service);
  return (principal) => {
    if ('service' in principal) {
      return services.includes(principal.service) || identities.includes('*') ? 'named' : 'other';
    }
    if (identities.includes('*') || identities.includes(principal.role)) {
      return 'named';
    }
    return identities.some((name) => ROOT.test(name)) ? 'account' : 'other';
  };
}

function names(value: Json | undefined): readonly string[] {
  return value === undefined ? [] : (Array.isArray(value) ? asList(value) : [value]).map(String);
}
