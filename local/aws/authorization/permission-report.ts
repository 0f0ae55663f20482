import type { ExplainedGrant } from '../../../lambda/contracts/grant-metadata';
import type { RolePolicies } from './role-policies';
import type { Statement } from './statement';
import type { DeniedCall, Usage } from './usage';
import { isWildcard } from './wildcard';

/** One action a role may take on one resource, why, and how often it was needed. */
export interface GrantUse extends Pick<ExplainedGrant, 'why' | 'wildcard' | 'unused'> {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly count: number;
  readonly statement: Statement;
}

/** What the functions were allowed and what of it they needed, since the run began. */
export interface PermissionReport {
  readonly grants: readonly GrantUse[];
  readonly denied: readonly DeniedCall[];
}

export function permissionReport(roles: readonly RolePolicies[], usage: Usage): PermissionReport {
  return {
    grants: roles.flatMap((role) =>
      role.statements
        .filter(({ effect }) => effect === 'Allow')
        .map((statement) => ({
          role: role.name,
          action: statement.action,
          resource: statement.resource,
          count: usage.of(statement)?.count ?? 0,
          statement,
          ...reasons(role, statement),
        })),
    ),
    denied: usage.deniedCalls(),
  };
}

/** What a reviewer would not let pass; none for a stack that asks for exactly what it needs. */
export function findings({ grants, denied }: PermissionReport): readonly string[] {
  return [
    ...denied.map(
      ({ role, action, resource, count }) => `${role}: ${action} on ${resource} was denied (${count} times)`,
    ),
    ...grants.flatMap(checkGrant),
  ];
}

function checkGrant({ role, action, resource, count, why, wildcard, unused }: GrantUse): readonly string[] {
  const grant = `${role}: ${action} on ${resource}`;
  return [
    ...(isWildcard(action) || action.startsWith('not ') ? [`${grant} allows more than one action`] : []),
    ...(isWide(resource) && !wildcard ? [`${grant} is wider than one resource, without a reason`] : []),
    ...(count === 0 && !unused ? [`${grant} was never used, without a reason`] : []),
    ...(why ? [] : [`${grant} does not say what for`]),
  ];
}

function isWide(resource: string): boolean {
  return isWildcard(resource) || resource.startsWith('not ');
}

/** What the template says of the grant beside it. */
function reasons({ explained }: RolePolicies, { action, resource, conditions }: Statement) {
  const found = explained.find(
    (grant) =>
      grant.actions.includes(action) &&
      grant.resources.includes(resource) &&
      JSON.stringify(grant.conditions) === JSON.stringify(conditions),
  );
  return {
    ...(found?.why !== undefined && { why: found.why }),
    ...(found?.wildcard !== undefined && { wildcard: found.wildcard }),
    ...(found?.unused !== undefined && { unused: found.unused }),
  };
}

/** The report as a person reads it: each function with what it may do, how often it needed to, and what for. */
export function formatPermissions(report: PermissionReport): string {
  const { grants, denied } = report;
  const roles = [...new Set(grants.map(({ role }) => role))];
  const used = grants.filter(({ count }) => count > 0).length;
  const problems = findings(report);
  return [
    ...roles.flatMap((role) => ['', role, ...rows(grants.filter((grant) => grant.role === role))]),
    '',
    ...problems.map((problem) => `✗ ${problem}`),
    `${grants.length} granted actions, ${used} used; ${denied.length} denied; ${problems.length} findings.`,
  ].join('\n');
}

function rows(grants: readonly GrantUse[]): readonly string[] {
  const cells = grants.map((grant) => [
    grant.count > 0 ? '✓' : '✗',
    String(grant.count),
    grant.action,
    shortened(grant.resource),
    [grant.why, grant.count === 0 ? grant.unused : undefined].filter(Boolean).join(' Unused: '),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Without what is the same for all: partition, region, account. */
function shortened(arn: string): string {
  return arn.replace(/^arn:aws:([^:]*):[^:]*:[^:]*:/, '$1 ');
}
