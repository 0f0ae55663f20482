import type { PropTable } from '../prop-table';
import { ExtractionProvider } from './extraction-provider';
import { EVERY_SOURCE, InboxSource, type InboxSourceProps, withProps } from './inbox-source';

/** How "Verify URL" of Limai is answered. */
export enum LimaiChallengeAnswer {
  /** The challenge in a JSON document. */
  JSON = 'json',
  /** The challenge as plain text. */
  TEXT = 'text',
}

/** Whether a VERIFICATION request of Limai must be signed like every other. */
export enum LimaiVerification {
  /** An unsigned one is refused. */
  SIGNED = 'signed',
  /** An unsigned one is answered. */
  UNSIGNED = 'unsigned',
}

/** Options of a source of Limai. */
export interface LimaiSourceProps extends InboxSourceProps {
  /**
   * The deployment that the subscription belongs to. Reconciliation needs it.
   *
   * @default - the source is not reconciled
   */
  readonly deploymentId?: string;
  /**
   * The extraction schema of the deployment, sent with each request for a document.
   *
   * @default - none is sent
   */
  readonly extractionSchemaId?: string;
  /**
   * Form of the answer to "Verify URL".
   *
   * @default LimaiChallengeAnswer.JSON
   */
  readonly challengeAnswer?: LimaiChallengeAnswer;
  /**
   * Whether a VERIFICATION request must be signed.
   *
   * @default LimaiVerification.SIGNED
   */
  readonly verification?: LimaiVerification;
}

/** The keys of a source of Limai. */
export const LIMAI_PROPS: PropTable<LimaiSourceProps> = {
  ...EVERY_SOURCE,
  deploymentId: { key: 'options.deploymentId' },
  extractionSchemaId: { key: 'options.extractionSchemaId' },
  challengeAnswer: { key: 'options.challengeAnswer' },
  verification: { key: 'options.verification' },
};

/** A webhook subscription of Limai. */
export class LimaiSource extends InboxSource {
  /**
   * Declares a source of Limai.
   *
   * @param id the last segment of its URL: 1 to 40 of a-z, 0-9 and -. Another id is another source
   * @param props its options
   */
  public static create(id: string, props: LimaiSourceProps = {}): LimaiSource {
    return withProps(new LimaiSource(id, ExtractionProvider.LIMAI), props);
  }
}
