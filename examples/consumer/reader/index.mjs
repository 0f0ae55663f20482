import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client();

/** Answers the result that is stored under a key (`resultKey` of an event record). */
export async function handler({ key }) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }));
  return JSON.parse(await Body.transformToString());
}
