import type { Template } from 'aws-cdk-lib/assertions';
import { type ExplainedGrant, GRANT_METADATA } from '../../../lambda/contracts/grant-metadata';
import { policiesOf, readable } from '../../lib/synthesize';

/** What each function of a template may do and why, as docs/review/permissions.md has it: a heading, and a row for each grant. */
export function permissionsTable(template: Template): readonly string[] {
  return explainedRoles(template).flatMap(({ role, grants }) => {
    const rows = grants.map((grant) => `| ${toCells(grant).join(' | ')} |`);
    return [`### ${role.replace(/^Inbox/, '')}`, ...new Set(rows)];
  });
}

/** Each role with what the template says beside its statements; references as text, without their hashes. */
export function explainedRoles(template: Template) {
  return [...policiesOf(template)].map(([role, policies]) => ({
    role: role.replace(/Role$/, ''),
    grants: policies
      .flatMap(({ Metadata }) => readable(Metadata?.[GRANT_METADATA] ?? []) as readonly ExplainedGrant[])
      .map((grant) => ({ ...grant, resources: grant.resources.map(plainArn) })),
  }));
}

/** `${InboxBucket1EDE8E4F.Arn}/raw/*` → `InboxBucket.Arn/raw/*`. */
export function plainArn(arn: string): string {
  return arn.replace(/\$\{(\w+?)(?:[0-9A-F]{8})?((?:\.\w+)?)\}/g, '$1$2');
}

function toCells({ actions, resources, why, wildcard, unused }: ExplainedGrant): readonly string[] {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const reasons = [why ?? '', ...(unused === undefined ? [] : [`Unused: ${unused}`])].join(' ');
  return [code(actions), code(resources), reasons, wildcard ?? ''];
}
