import { findings, type GrantUse, type PermissionReport } from './permission-report';

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
