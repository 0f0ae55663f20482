import { toMetadata } from '../../../../lambda/adapters/s3/result-metadata';
import { sha256Hex } from '../../../../lambda/domain/record/keys';

function metadataOf(documentId: string): Record<string, string> {
  return toMetadata({
    key: 'k',
    body: Buffer.from('{}'),
    sha256: sha256Hex('{}'),
    identity: {
      pk: `a#${documentId}`,
      generation: 1,
      documentId,
      fetchedAt: Date.parse('2026-03-01T12:00:00.000Z'),
    },
    condition: { ifNoneMatch: '*' },
  });
}

describe('toMetadata', () => {
  it.each([
    ['plain', 'file_1', 'file_1'],
    ['no ASCII', 'Ü 1', '%C3%9C%201'],
    ['a line break', 'a\r\nb', 'a%0D%0Ab'],
    ['what looks like a hash', '~ab', '%7Eab'],
    ['half a character', '\ud83d', '%EF%BF%BD'],
    ['just short enough', 'x'.repeat(512), 'x'.repeat(512)],
    ['too long', 'x'.repeat(513), `~${sha256Hex('x'.repeat(513))}`],
    ['too long once encoded', 'ü'.repeat(100), `~${sha256Hex('ü'.repeat(100))}`],
  ])('writes a document id that is %s', (_name, documentId, expected) => {
    expect(metadataOf(documentId).documentid).toBe(expected);
  });

  it('stays ASCII and below the 2 KB that S3 allows, whatever the ids are', () => {
    for (const id of ['é'.repeat(5_000), 'x'.repeat(512), '😀']) {
      const text = Object.entries(metadataOf(id)).flat().join('');
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(text.length).toBeLessThan(2_048);
    }
  });
});
