import { PassThrough } from 'node:stream';
import { TerminalInput } from '../../../cli/terminal/input';

/** A terminal: what happened to it, in order. */
function givenTerminal() {
  const happened: string[] = [];
  const output = Object.assign(new PassThrough(), { isTTY: true });
  output.on('data', (chunk: Buffer) => happened.push(String(chunk)));
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => happened.push(`raw ${raw}`),
  });
  return { happened, input, asked: new TerminalInput(input as never, output as never) };
}

describe('what a person types', () => {
  it('is shown as an answer', async () => {
    const { happened, input, asked } = givenTerminal();
    const answer = asked.ask('Go on? ');
    input.write('yes\r');
    expect(await answer).toBe('yes');
    expect(happened.join('')).toContain('Go on? ');
    expect(happened.join('')).toContain('yes');
  });

  it('is not shown as a secret, and the terminal is silent before it is asked for', async () => {
    const { happened, input, asked } = givenTerminal();
    const answer = asked.askHidden('token: ');
    input.write('canary-41\r');
    expect(await answer).toBe('canary-41');
    expect(happened.join('')).not.toContain('canary');
    expect(happened.indexOf('raw true')).toBeLessThan(happened.indexOf('token: '));
  });

  it.each([
    ['Ctrl-C', '\u0003', true],
    ['Ctrl-D', '\u0004', false],
  ])('is nothing at %s', async (_, key, wasStopped) => {
    const { input, asked } = givenTerminal();
    const answer = asked.ask('Go on? ');
    input.write(key);
    expect([await answer, asked.wasStopped]).toEqual(['', wasStopped]);
  });

  it('is everything a pipe holds', async () => {
    const { input, asked } = givenTerminal();
    const all = asked.readAll();
    input.end('one\ntwo\n');
    expect(await all).toBe('one\ntwo\n');
  });
});
