import { awsEnvironment, forgetAwsEnvironment } from '../../../../proofs/ministack/emulator/aws-environment';

describe('forgetAwsEnvironment', () => {
  it('drops what could lead to a real account or another endpoint, and nothing else', () => {
    const env = {
      PATH: '/bin',
      PIP_CERT: '/cert.pem',
      AWS_PROFILE: 'production',
      AWS_ENDPOINT_URL_DYNAMODB: 'https://elsewhere.example',
      AWS_USE_FIPS_ENDPOINT: 'true',
      CDK_DEFAULT_ACCOUNT: '111111111111',
      MINISTACK_REGION: 'eu-west-1',
    };

    forgetAwsEnvironment(env);

    expect(env).toEqual({ PATH: '/bin', PIP_CERT: '/cert.pem' });
  });
});

describe('awsEnvironment', () => {
  it('leads every service to the endpoint, and reads no file of the user', () => {
    expect(awsEnvironment('http://127.0.0.1:1')).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });
});
