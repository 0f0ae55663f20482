/**
 * Regions with FIPS endpoints of everything the functions call: DynamoDB, S3, SQS and Secrets Manager. From the endpoint data of
 * botocore 1.44.8, checked 2026-11-30; https://aws.amazon.com/compliance/fips/ has the current list.
 */
export const FIPS_REGIONS: readonly string[] = [
  'ca-central-1',
  'ca-west-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
];
