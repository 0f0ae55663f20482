/**
 * What the template puts into every secret. It must never change: CloudFormation would overwrite live keys with the new value.
 * A source whose signing secret is still this text is in set-up mode.
 */
export const SECRET_PLACEHOLDER = 'extraction-inbox: put the real value here (see README, Secrets)';
