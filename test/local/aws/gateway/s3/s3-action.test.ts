import { isImplemented, s3Action, s3Target } from '../../../../../local/aws/gateway/s3/s3-action';

describe('s3Action', () => {
  it.each([
    ['GET', '/', 'ListBuckets'],
    ['PUT', '/bucket', 'CreateBucket'],
    ['HEAD', '/bucket/', 'HeadBucket'],
    ['DELETE', '/bucket', 'DeleteBucket'],
    ['GET', '/bucket?list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', '/bucket?prefix=a&x-id=ListObjects', 'ListObjects'],
    ['POST', '/bucket?delete', 'DeleteObjects'],
    ['PUT', '/bucket/a/b?x-id=PutObject', 'PutObject'],
    ['PUT', '/bucket/a?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/bucket/a?uploads', 'CreateMultipartUpload'],
    ['POST', '/bucket/a?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/bucket/a?uploadId=u', 'AbortMultipartUpload'],
    ['DELETE', '/bucket/a', 'DeleteObject'],
    ['GET', '/bucket/a', 'GetObject'],
    ['GET', '/bucket/a?attributes', 'GetObjectAttributes'],
    ['HEAD', '/bucket/a', 'HeadObject'],
  ])('reads %s %s as %s', (method, url, action) => {
    expect(s3Action({ method, url, headers: {} })).toBe(action);
  });

  it.each([
    ['PUT', '/bucket?versioning', 'PutBucketVersioning'],
    ['GET', '/bucket?lifecycle', 'GetBucketLifecycleConfiguration'],
    ['DELETE', '/bucket/?object-lock', 'DeleteBucketObjectLock'],
    ['GET', '/bucket?publicAccessBlock', 'GetBucketPublicAccessBlock'],
    ['GET', '/bucket?list-type=2&none-such=1', 'GetBucketListType'],
    ['PUT', '/bucket/a?tagging', 'PutObjectTagging'],
    ['POST', '/bucket/a?restore', 'PostObjectRestore'],
    ['POST', '/bucket', 'PostBucket'],
  ])('has nothing for %s %s, whose name it makes up as IAM would', (method, url, action) => {
    expect(isImplemented({ method, url, headers: {} })).toBe(false);
    expect(s3Action({ method, url, headers: {} })).toBe(action);
  });

  it('takes the version that S3 gives an object where no others are kept', () => {
    const ask = (version: string) => ({
      method: 'DELETE',
      url: `/bucket/a?versionId=${version}`,
      headers: {},
    });
    expect(['null', 'v1'].map((version) => isImplemented(ask(version)))).toEqual([true, false]);
    expect(s3Action(ask('v1'))).toBe('DeleteObject');
  });

  it('has no part that is copied', () => {
    const headers = { 'x-amz-copy-source': '/b/c' };
    expect(isImplemented({ method: 'PUT', url: '/b/a?partNumber=1&uploadId=u', headers })).toBe(false);
  });

  it('reads a PUT with a source as a copy', () => {
    expect(s3Action({ method: 'PUT', url: '/b/a', headers: { 'x-amz-copy-source': '/b/c' } })).toBe(
      'CopyObject',
    );
  });

  it('decodes the key and keeps its slashes', () => {
    expect(s3Target('/bucket/a%20b//%C3%BC/..?x=1')).toMatchObject({ bucket: 'bucket', key: 'a b//ü/..' });
  });
});
