import { noteLine, printLine, stopwatch } from '../../../cli/terminal/output';

describe('printing beside the commands of inbox', () => {
  it('writes nothing that a terminal would act on, lines and tabs aside', () => {
    const said: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((chunk) => said.push(String(chunk)) > 0);
    }
    for (const print of [printLine, noteLine, stopwatch()]) {
      print('a\tb\nc\u009b2J\u001b[2J\u007f\u2028\u202e\ud800');
    }
    jest.restoreAllMocks();
    expect(said).toHaveLength(3);
    for (const text of said) {
      expect(text).toMatch(/^[\r\n\t\u0020-\u007e]*$/);
      expect(text).toContain('a\tb\nc\\u009b2J\\u001b[2J\\u007f\\u2028\\u202e\\ud800');
    }
  });
});
