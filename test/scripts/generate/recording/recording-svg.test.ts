import { drawRecording } from '../../../../scripts/generate/recording/recording-svg';
import { findUnbalancedTag } from '../../../support/svg';

const RECORDED = [
  { at: 0, text: '   0.0 s  starting <a & b>' },
  { at: 60_000, text: '\x1b[32m✓\x1b[39m one' },
  { at: 60_000, text: '\x1b[32m✓\x1b[39m two' },
];
const SVG = drawRecording('npm run demo', RECORDED);

describe('drawRecording', () => {
  it('writes well-formed SVG, whatever was printed', () => {
    expect(findUnbalancedTag(SVG)).toBeUndefined();
    expect(SVG).toContain('starting &lt;a &amp; b&gt;');
  });

  it('colours as the terminal does', () => {
    expect(SVG).toContain('<tspan class="green">✓</tspan> one');
  });

  it('reveals the command, then what was printed at once, and cuts long waits', () => {
    const [, reveal = ''] = /@keyframes reveal {(.*)}$/m.exec(SVG) ?? [];
    const [, totalMs] = /reveal (\d+)ms/.exec(SVG) ?? [];
    expect(reveal.match(/translateY\(\d+px\)/g)).toEqual([
      'translateY(16px)',
      'translateY(32px)',
      'translateY(64px)',
      'translateY(64px)',
    ]);
    expect(Number(totalMs)).toBeLessThan(20_000);
  });

  it('scrolls once the window is full, and shows the end to readers who want less motion', () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({ at: index, text: `line ${index}` }));
    const long = drawRecording('npm run demo', lines);
    expect(long).toContain('.lines { transform: translateY(-272px);');
    expect(long).toContain('(prefers-reduced-motion: reduce) { .lines, .cover { animation: none } }');
  });
});
