import { returnFromReplay, splitReasons } from '../../../../lambda/domain/lifecycle/recovery-transitions';
import { recordIn, transitionAt } from '../../../support/records/records';

describe('the reasons in a message', () => {
  it.each([
    ['Not readable.', { own: 'Not readable.' }],
    [
      'A replay brought nothing (transient): why',
      { replay: 'A replay brought nothing (transient): why', replayKind: 'transient' },
    ],
    [
      'A replay brought nothing (not_found): two\nlines',
      { replay: 'A replay brought nothing (not_found): two\nlines', replayKind: 'not_found' },
    ],
    [
      'Not readable. A replay brought nothing (transient): why',
      { own: 'Not readable.', replay: 'A replay brought nothing (transient): why', replayKind: 'transient' },
    ],
    ['', {}],
  ])('%j', (message, reasons) => {
    expect(splitReasons(message)).toEqual(reasons);
  });

  it('are those that were put into it', () => {
    const replayedFromError = { kind: 'extraction_failed', message: 'Not readable.' } as const;
    const seen = recordIn('PROCESSING', { replayedFrom: 'EXTRACTION_FAILED', replayedFromError });
    const reason = { kind: 'throttled', message: '429' } as const;
    const { lastError } = returnFromReplay(seen, { to: 'EXTRACTION_FAILED', reason }, transitionAt()).set;
    expect(lastError?.kind).toBe('extraction_failed');
    expect(splitReasons(lastError?.message ?? '')).toEqual({
      own: 'Not readable.',
      replay: 'A replay brought nothing (throttled): 429',
      replayKind: 'throttled',
    });
  });
});
