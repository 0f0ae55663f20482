import { bodyFor } from '../simulators/registry';
import { cutShort, fixtureText, padded, withMember } from './fixture-text';
import type { Sample, SampleChoice, Samples } from './sample';

/** Well over what a record holds inline. */
const LARGE_BYTES = 8 * 1024;

/** Limai's webhooks: the documentation's own bytes wherever no other id is chosen. */
export const limaiSamples: Samples = {
  success: (choice) => withExtraction(event('document-extracted-success', choice)),
  failed: (choice) => event('document-extracted-failed', choice),
  reviewed: (choice) => withExtraction(event('document-reviewed', choice)),
  verification: () => ({ body: Buffer.from(fixtureText('limai', 'verification-top-level')) }),
  'verification-data': () => ({ body: Buffer.from(fixtureText('limai', 'verification-under-data')) }),
  unknown: (choice) => event('unknown-type', choice),
  invalid: (choice) => ({ body: Buffer.from(cutShort(text('document-extracted-success', choice))) }),
  large: (choice) =>
    withExtraction(event('document-extracted-success', choice, (whole) => padded(whole, LARGE_BYTES))),
};

function event(
  fixture: string,
  choice: SampleChoice = {},
  edit: (text: string) => string = (whole) => whole,
): Sample {
  const whole = edit(text(fixture, choice));
  const { eventId, fileId } = JSON.parse(whole) as { eventId: string; fileId: string };
  return { body: Buffer.from(whole), eventId, documentId: fileId };
}

function text(fixture: string, { eventId, documentId }: SampleChoice = {}): string {
  return withMember(withMember(fixtureText('limai', fixture), 'eventId', eventId), 'fileId', documentId);
}

/** The webhook carries metadata only: what must be stored is what the API serves for the file. */
function withExtraction(sample: Sample): Sample {
  return { ...sample, extraction: bodyFor('limai', sample.documentId ?? '') };
}
