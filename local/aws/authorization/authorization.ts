import { ADMINISTRATORS, functionCredentials, mappingCredentials } from '../access-keys';
import type { Deployment, FunctionDescription } from '../deploy/deployment';
import type { AuthorizedCall, Permission } from '../gateway/gateway.types';
import { ACCOUNT } from '../template/stack-scope';
import { accessDenied, unknownKey, unsigned } from './access-error';
import type { Context } from './conditions';
import { type Decision, evaluate } from './evaluate';
import { type KeyPermission, KeyPermissions } from './kms-permissions';
import { type PermissionReport, permissionReport } from './permission-report';
import { type RolePolicies, rolePolicies } from './role-policies';
import { type Statement, statements } from './statement';
import { Usage } from './usage';

/** The gateway is the TLS end of AWS: what reaches it by http on this machine counts as having come through TLS 1.3. */
const TRANSPORT: Context = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

interface Caller {
  readonly role: RolePolicies;
  /** ARN of the session, as error messages name it. */
  readonly session: string;
  readonly context: Context;
}

interface Guard {
  readonly resourceArn: string;
  readonly statements: readonly Statement[];
}

interface Outcome {
  readonly decision: Decision;
  /** The permission it failed for, or the last that was needed. */
  readonly permission: Permission;
}

/** Authorizes each call of a deployed function by the policies of the template, and counts what each grant was needed for. */
export class Authorization {
  readonly #administrators: ReadonlySet<string> = new Set(Object.values(ADMINISTRATORS));
  readonly #callers = new Map<string, Caller>();
  readonly #usage = new Usage();
  #roles: readonly RolePolicies[] = [];
  #guards: readonly Guard[] = [];
  #keys: KeyPermissions | undefined;

  /**
   * From now on the functions of this deployment may call.
   * @throws Error naming whatever of their policies is not understood
   */
  govern(deployment: Deployment): void {
    const roles = new Map(deployment.roles.map((role) => [role.arn, rolePolicies(role)]));
    this.#roles = [...roles.values()];
    this.#guards = deployment.resourcePolicies.map(({ logicalId, resourceArn, document }) => ({
      resourceArn,
      statements: statements(document, `Policy ${logicalId}`),
    }));
    this.#keys = new KeyPermissions(deployment);
    for (const fn of deployment.functions) {
      const role = roles.get(fn.role);
      if (!role) {
        throw new Error(`Function ${fn.logicalId}: got the role ${fn.role}, expected one of this stack.`);
      }
      const caller = createCaller(fn, role);
      this.#callers.set(functionCredentials(fn.logicalId).accessKeyId, caller);
      this.#callers.set(mappingCredentials(fn.logicalId).accessKeyId, caller);
    }
  }

  /** @throws AwsError as the service would answer */
  readonly authorize = (call: AuthorizedCall): void => {
    if (this.#administrators.has(call.caller)) {
      return;
    }
    const caller = this.#callers.get(call.caller);
    if (!caller) {
      throw call.caller === 'anonymous' ? unsigned(call.service) : unknownKey(call.service);
    }
    for (const permission of call.permissions) {
      const { decision, permission: asked } = this.#decide(caller, permission);
      if (!decision.allowed) {
        throw accessDenied(call.service, { ...asked, user: caller.session, because: decision.because });
      }
    }
  };

  /** For what AWS does in a function's name without a call of ours. */
  allows(functionId: string, permission: Permission): boolean {
    const caller = this.#callers.get(functionCredentials(functionId).accessKeyId);
    return caller !== undefined && this.#decide(caller, permission).decision.allowed;
  }

  report(): PermissionReport {
    return permissionReport(this.#roles, this.#usage);
  }

  /** Whether a request would still be allowed without one statement. */
  needs(statement: Statement): boolean {
    const use = this.#usage.of(statement);
    const role = use && this.#roles.find(({ statements: own }) => own.includes(statement));
    if (!use || !role) {
      return false;
    }
    const identity = role.statements.filter((each) => each !== statement);
    return !evaluate(use.first, { identity, resource: this.#guardsOf(use.first.resource) }).allowed;
  }

  /** The permission itself, then what KMS is asked for it. */
  #decide(caller: Caller, permission: Permission): Outcome {
    let outcome: Outcome = { decision: this.#ask(caller, { ...permission, context: {} }), permission };
    for (const key of this.#keys?.of(permission) ?? []) {
      if (!outcome.decision.allowed) {
        break;
      }
      outcome = { decision: this.#ask(caller, key), permission: key };
    }
    const { decision, permission: asked } = outcome;
    if (!decision.allowed) {
      this.#usage.denied({ role: caller.role.name, action: asked.action, resource: asked.resource });
    }
    return outcome;
  }

  #ask(caller: Caller, { action, resource, context, service }: KeyPermission): Decision {
    const request = {
      principal: service === undefined ? caller.role.principal : { service },
      action,
      resource,
      context: { ...caller.context, ...context },
    };
    const identity = service === undefined ? caller.role.statements : [];
    const decision = evaluate(request, { identity, resource: this.#guardsOf(resource) });
    if (decision.allowed) {
      this.#usage.allowed(request, decision.by);
    }
    return decision;
  }

  /** Policies of the resource, or of the bucket that holds it. */
  #guardsOf(resource: string): readonly Statement[] {
    return this.#guards.flatMap(({ resourceArn, statements: all }) =>
      resource === resourceArn || resource.startsWith(`${resourceArn}/`) ? all : [],
    );
  }
}

function createCaller(fn: FunctionDescription, role: RolePolicies): Caller {
  const roleName = fn.role.split('/').at(-1);
  return {
    role,
    session: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/${fn.name}`,
    context: { ...TRANSPORT, 'aws:PrincipalArn': fn.role, 'aws:PrincipalAccount': ACCOUNT },
  };
}
