/**
 * List prices in US dollars, us-east-1, as gathered in September 2026; other regions differ by some tenths. They make a share of
 * the bill visible, not the bill: no free tier, no discount, no data transfer.
 */
export const PRICES = {
  /** HTTP API, first 300 million a month: https://aws.amazon.com/api-gateway/pricing/ */
  httpApiRequest: 1.0 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  /** On demand: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  /** Standard queues: https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4 / 1e6,
  /** PUT in S3 Standard: https://aws.amazon.com/s3/pricing/ */
  s3Put: 5.0 / 1e6,
  /** Ingestion: https://aws.amazon.com/cloudwatch/pricing/ */
  logByte: 0.5 / 1e9,
} as const;
