import { JsonView } from '../../lambda/domain/text/json-view';
import { createClassifyRun } from '../simulators/extend/classify-run';
import { createSignedUrl } from '../simulators/extend/signed-url';
import { bodyFor } from '../simulators/registry';
import { cutShort, fixtureText, padded, withId, withMember } from './fixture-text';
import type { Sample, SampleChoice, Samples } from './sample';

const LARGE_BYTES = 64 * 1024;
/** The run of all fixtures. */
const RUN_ID = 'exr_Xj8mK2pL9nR4vT7qY5wZ';
const CLASSIFY_RUN_ID = 'clr_Xj8mK2pL9nR4vT7qY5wZ';

/** Extend's webhooks: the documentation's own bytes wherever no other id or link is chosen. */
export const extendSamples: Samples = {
  processed: (choice) => inline('extract-run-processed', choice),
  failed: (choice) => withoutExtraction(inline('extract-run-failed', choice)),
  'signed-url': (choice) => linked('extract-run-processed-signed-url', choice),
  'signed-url-docs': (choice) => {
    const { documentId: _, ...sample } = linked('extract-run-processed-data-only', choice);
    return sample;
  },
  'signed-url-gone': (choice) => linked('extract-run-processed-signed-url', choice, Date.now() - 1000),
  'archived-link': archivedLink,
  unknown: (choice) => withoutExtraction(inline('unknown-type', choice)),
  invalid: (choice) => ({ body: Buffer.from(cutShort(text('extract-run-processed', choice))) }),
  large: (choice) => inline('extract-run-processed', choice, (whole) => padded(whole, LARGE_BYTES)),
};

function inline(
  fixture: string,
  choice: SampleChoice = {},
  edit: (text: string) => string = (whole) => whole,
): Sample {
  const whole = edit(text(fixture, choice));
  const { eventId, payload } = JSON.parse(whole) as { eventId: string; payload: { id: string } };
  const extraction = Buffer.from(JsonView.of(Buffer.from(whole))?.member('payload')?.bytes ?? '');
  return { body: Buffer.from(whole), eventId, documentId: payload.id, extraction };
}

function withoutExtraction({ extraction: _, ...sample }: Sample): Sample {
  return sample;
}

/** An event of another kind, sent as a link: what it leads to is kept, and is no extraction. */
function archivedLink({ simulatorUrl, ...choice }: SampleChoice = {}): Sample {
  const runId = choice.documentId ?? CLASSIFY_RUN_ID;
  const link = simulatorUrl && createSignedUrl(simulatorUrl, runId, { object: 'classify_run' });
  const fixture = withId(
    fixtureText('extend', 'classify-run-processed-signed-url'),
    CLASSIFY_RUN_ID,
    choice.documentId,
  );
  const whole = withMember(withMember(fixture, 'eventId', choice.eventId), 'data', link);
  const { eventId } = JSON.parse(whole) as { eventId: string };
  return {
    body: Buffer.from(whole),
    eventId,
    documentId: runId,
    content: Buffer.from(createClassifyRun(runId)),
  };
}

/** A body whose payload is a link; without a simulator the fixture's own link stays. */
function linked(fixture: string, choice: SampleChoice = {}, expiresAt?: number): Sample {
  const runId = choice.documentId ?? RUN_ID;
  const link = choice.simulatorUrl && createSignedUrl(choice.simulatorUrl, runId, { expiresAt });
  const whole = withMember(text(fixture, choice), 'data', link);
  const { eventId } = JSON.parse(whole) as { eventId: string };
  return { body: Buffer.from(whole), eventId, documentId: runId, extraction: bodyFor('extend', runId) };
}

function text(fixture: string, { eventId, documentId }: SampleChoice = {}): string {
  return withMember(withId(fixtureText('extend', fixture), RUN_ID, documentId), 'eventId', eventId);
}
