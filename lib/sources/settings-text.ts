import type { SourceSettings } from '../../lambda/contracts/source-settings';
import { escapeUnit } from '../../lambda/domain/text/plain-text';
import type { SourceConfig } from '../config/config';

/** What the functions know of one source. */
export function settingsOf(
  { id, provider, options, maxEventAgeSeconds, reconcile }: SourceConfig,
  arns: Pick<SourceSettings, 'signingSecretArn' | 'apiTokenSecretArn'>,
): SourceSettings {
  return {
    id,
    provider,
    options,
    ...(maxEventAgeSeconds && { maxEventAgeSeconds }),
    ...(reconcile && { reconcile }),
    ...arns,
  };
}

/** JSON in ASCII, so that a character is a byte, and without `{{`, which CloudFormation takes for a dynamic reference. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]|\{(?=\{)/g, escapeUnit);
}
