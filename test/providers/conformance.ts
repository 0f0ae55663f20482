import type { Provider, Reading } from '../../lambda/domain/provider';
import { describeObtain } from './conformance/obtain';
import { describeOperatorAids } from './conformance/operator-aids';
import { describeReading } from './conformance/reading';
import { describeReconciliation, type ListCases } from './conformance/reconciliation';
import { describeSignature } from './conformance/signature';

/** What the shared suite must be told of one provider. */
export interface ConformanceCases {
  /** Options as a source's configuration gives them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Lower-case name of the header that holds the hex signature. */
  readonly signatureHeader: string;
  /** Every webhook fixture, and what it is read as. */
  readonly readings: Readonly<Record<string, Reading>>;
  readonly fetched: FetchedCase;
  /** Where the provider can be asked what it finished. */
  readonly listed?: ListCases;
}

/** A delivery whose data comes from the provider's API; an unauthenticated GET (a link) is answered with 410. */
export interface FetchedCase {
  /** Fixture name. */
  readonly delivery: string;
  /** The API's answer that holds `data` (a JSON text) and says the extraction is complete. */
  readonly completed: (data: string) => string;
}

/** The suite every provider passes unmodified. */
export function describeConformance<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  describe(`${provider.manifest.name} conformance`, () => {
    describeSignature(provider, cases);
    describeReading(provider, cases);
    describeObtain(provider, cases);
    if (cases.listed || provider.reconciliation) {
      describeReconciliation(provider, cases.listed ?? { options: {}, page: () => '' });
    }
    describeOperatorAids(provider, cases);
  });
}
