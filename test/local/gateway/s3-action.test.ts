import { s3Action, s3Target } from '../../../local/gateway/s3-action';

describe('s3Action', () => {
  it.each([
    ['GET', '/', 'ListBuckets'],
    ['PUT', '/bucket', 'CreateBucket'],
    ['HEAD', '/bucket/', 'HeadBucket'],
    ['DELETE', '/bucket', 'DeleteBucket'],
    ['GET', '/bucket?list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', '/bucket?versions', 'ListObjectVersions'],
    ['POST', '/bucket?delete', 'DeleteObjects'],
    ['PUT', '/bucket?versioning', 'PutBucketVersioning'],
    ['GET', '/bucket?lifecycle', 'GetBucketLifecycleConfiguration'],
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

  it('reads a PUT with a source as a copy', () => {
    expect(s3Action({ method: 'PUT', url: '/b/a', headers: { 'x-amz-copy-source': '/b/c' } })).toBe(
      'CopyObject',
    );
  });

  it('decodes the key and keeps its slashes', () => {
    expect(s3Target('/bucket/a%20b//%C3%BC/..?x=1')).toMatchObject({ bucket: 'bucket', key: 'a b//ü/..' });
  });
});
