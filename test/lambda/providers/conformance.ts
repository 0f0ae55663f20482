import type { Provider } from '../../../lambda/domain/provider/provider';
import { describeAnswers } from './conformance/answers';
import type { ConformanceCases } from './conformance/cases';
import { describeFetchResult } from './conformance/fetch';
import { describeParseEvent } from './conformance/parse-event';
import { describeReconciliation } from './conformance/reconciliation';
import { describeSignature } from './conformance/signature';
import { describeTokenCheck } from './conformance/token-check';

/** The suite that every provider passes unmodified. */
export function describeConformance<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  describe(`${provider.manifest.name} conformance`, () => {
    describeSignature(provider, cases);
    describeParseEvent(provider, cases);
    describeFetchResult(provider, cases);
    describeAnswers(provider, cases);
    if (cases.listed || provider.reconciliation) {
      describeReconciliation(provider, cases.listed ?? { options: {}, page: () => '' });
    }
    describeTokenCheck(provider, cases);
  });
}
