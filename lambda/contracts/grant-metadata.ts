/** Where a policy of the template says why each of its grants is there: read by the permission report and docs/review/permissions.md. */
export const GRANT_METADATA = 'extraction-inbox:grants';

export interface ExplainedGrant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** As in the statement: the same action on the same resource may be granted for two purposes. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the function does with it. */
  readonly why?: string;
  /** Why no narrower resource will do; without it cdk-nag fails the synth on a resource that ends in a wildcard. */
  readonly wildcard?: string;
  /** Why it stays although no journey uses it. */
  readonly unused?: string;
}
