import { AwsError } from '../gateway/exchange';
import type { Service } from '../gateway/gateway.types';
import type { Denial } from './evaluate';

export interface DeniedRequest {
  /** ARN of the caller's session. */
  readonly user: string;
  readonly action: string;
  readonly resource: string;
  readonly because: Denial;
}

/** How each service says that its caller is not allowed. */
const DENIED: Readonly<Record<Service, { readonly status: number; readonly code: string }>> = {
  dynamodb: { status: 400, code: 'AccessDeniedException' },
  secretsmanager: { status: 400, code: 'AccessDeniedException' },
  sqs: { status: 403, code: 'AccessDenied' },
  s3: { status: 403, code: 'AccessDenied' },
};

/** SQS has an error of its own for a caller who may use the queue and not its key. */
const SQS_KEY_DENIED = { status: 400, code: 'KmsAccessDenied' };

/** The words of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html. */
export function accessDenied(service: Service, { user, action, resource, because }: DeniedRequest): AwsError {
  const { status, code } = service === 'sqs' && action.startsWith('kms:') ? SQS_KEY_DENIED : DENIED[service];
  // SQS spells its actions in lower case here, S3 quotes ARNs: so their real answers do.
  const name = action.startsWith('sqs:') ? action.toLowerCase() : action;
  const arn = service === 's3' ? `"${resource}"` : resource;
  const reason: Readonly<Record<Denial, string>> = {
    'no-allow': `because no identity-based policy allows the ${name} action`,
    'denied-by-identity-policy': 'with an explicit deny in an identity-based policy',
    'denied-by-resource-policy': 'with an explicit deny in a resource-based policy',
  };
  return new AwsError(
    status,
    code,
    `User: ${user} is not authorized to perform: ${name} on resource: ${arn} ${reason[because]}`,
  );
}

/** For an access key nobody was given. */
export function unknownKey(service: Service): AwsError {
  switch (service) {
    case 's3':
      return new AwsError(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
      );
    case 'sqs':
      return new AwsError(403, 'InvalidClientTokenId', INVALID_TOKEN);
    default:
      return new AwsError(400, 'UnrecognizedClientException', INVALID_TOKEN);
  }
}

const INVALID_TOKEN = 'The security token included in the request is invalid.';

/** For a request without a signature. */
export function unsigned(service: Service): AwsError {
  return service === 's3' || service === 'sqs'
    ? new AwsError(403, 'AccessDenied', 'Access Denied')
    : new AwsError(400, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token');
}
