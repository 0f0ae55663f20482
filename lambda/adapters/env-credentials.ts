/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles. Lambda gives credentials in the environment, fixed for the life
 * of a sandbox. The default chain (IMDS, SSO, profiles, STS) would cost 130 kB and some 20 ms of cold start for nothing.
 */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: token,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      throw new Error(
        'AWS credentials: AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set; expected both, as Lambda sets them.',
      );
    }
    return { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) };
  };
}

export function credentialsWillNeedRefresh(credentials: Credentials): boolean {
  return credentials.expiration !== undefined;
}

export function credentialsTreatedAsExpired(credentials: Credentials): boolean {
  return credentials.expiration !== undefined && credentials.expiration.getTime() - Date.now() < 300_000;
}
