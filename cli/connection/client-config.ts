/** Time-outs of an operator's calls to AWS: longer than a function's, but a host that never answers ends in an error. */
export const CALL_LIMITS = {
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    socketTimeout: 30_000,
    // Without it the SDK only warns when the time is over.
    throwOnRequestTimeout: true,
  },
} as const;

/** The AWS services of an inbox → the variable by which the AWS CLI and the SDKs find each at another address. */
export const ENDPOINT_VARIABLES = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  s3: 'AWS_ENDPOINT_URL_S3',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const;

/**
 * Settings of every AWS client that calls a local run. All that the SDK would otherwise look for in the shell and in ~/.aws is
 * stated: a developer's FIPS or dual-stack endpoints, retry mode or endpoint discovery concern AWS, not 127.0.0.1.
 */
export function localClientConfig(address: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}) {
  return {
    endpoint: address.endpoint,
    region: address.region,
    credentials: address.credentials,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 3,
    authSchemePreference: ['sigv4'] as string[],
    // DynamoDB
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
    // SQS: the URL of a queue names it, the endpoint is where it is.
    useQueueUrlAsEndpoint: false,
    // S3
    forcePathStyle: true,
    useArnRegion: false,
    disableS3ExpressSessionAuth: true,
    requestChecksumCalculation: 'WHEN_SUPPORTED',
    responseChecksumValidation: 'WHEN_SUPPORTED',
    sigv4aSigningRegionSet: [] as string[],
  } as const satisfies object;
}
