/** The account and region that MiniStack answers for. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Of an SDK client in this process. */
export function clientConfig(url: string) {
  return { endpoint: url, region: REGION, credentials: CREDENTIALS };
}

/** Variables that could lead a tool, or a function that MiniStack runs, to a real account or to another endpoint. */
const FOREIGN = /^(AWS|CDK|MINISTACK|LOCALSTACK)_/;

/** Makes this process, and all that it starts, forget whose account the shell speaks for. */
export function forgetAwsEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env).filter((one) => FOREIGN.test(one))) {
    delete env[name];
  }
}

/** What `cdk` and `inbox` need to work on this endpoint and on nothing else. */
export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Files of the user's may name profiles with endpoints or roles of their own.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // CloudFormation's own validator costs 7 s per synth: `npm run synth` runs it.
    CDK_VALIDATION: 'false',
  };
}
