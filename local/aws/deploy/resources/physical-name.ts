import { createHash } from 'node:crypto';

interface NameRule {
  readonly maxLength: number;
  readonly lowerCase?: boolean;
}

/** The same name for the same stack and logical id, so that a restart finds what an earlier run made. */
export function physicalName(stackName: string, logicalId: string, rule: NameRule): string {
  const whole = `${stackName}-${logicalId}`;
  const name = rule.lowerCase ? whole.toLowerCase() : whole;
  if (name.length <= rule.maxLength) {
    return name;
  }
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${name.slice(0, rule.maxLength - 9)}-${hash}`;
}
