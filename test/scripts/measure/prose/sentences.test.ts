import { longLines, readSentences } from '../../../../scripts/measure/prose/sentences';

describe('readSentences', () => {
  const texts = (page: string) => readSentences(page).map(({ text }) => text);
  const words = (page: string) => readSentences(page).map((sentence) => sentence.words);

  it('splits a paragraph at full stops, whatever line they are on', () => {
    expect(texts('One ends here. Two goes\non here. Three?')).toEqual([
      'One ends here.',
      'Two goes on here.',
      'Three?',
    ]);
  });

  it('names the line of the first word', () => {
    expect(readSentences('# A title of four\n\nOne is\nhere. Two\nfollows.').map(({ line }) => line)).toEqual(
      [1, 3, 4],
    );
  });

  it.each([
    ['abbreviations', 'Use it, e.g. here, i.e. there, etc. and go on.'],
    ['file names', 'The page docs/operate/cli.md and package.json say so.'],
    ['spans of code', 'Run `npm run check. Then` and go on.'],
    ['addresses', 'See <https://example.com/a.b?c=d.e> and https://example.com/x.html for more.'],
    ['a quoted question', 'The words "why not?" are allowed here.'],
    ['versions', 'It needs Node 22.13 or newer.'],
  ])('does not split %s', (_, page) => {
    expect(readSentences(page)).toHaveLength(1);
  });

  it('splits after a letter that ends a word', () => {
    expect(texts("Its key is no event's. The body follows.")).toHaveLength(2);
  });

  it('counts a span of code as one word, a link by its text, and no dash or arrow', () => {
    expect(words('Run `npm run check -- --all` — see [the whole page](docs/a-b.md) → end.')).toEqual([7]);
  });

  it('takes each list item for a sentence, with the next one after a comma', () => {
    expect(texts('It does:\n\n- one thing,\n- another thing\n- a third\n  thing')).toEqual([
      'It does:',
      'one thing, another thing',
      'a third thing',
    ]);
  });

  it('splits the cells of a table and leaves out labels and figures', () => {
    const table = '| key | meaning |\n|---|---|\n| `a` | What it means here. It \\| has two sentences. |';
    expect(texts(table)).toEqual(['What it means here.', 'It | has two sentences.']);
  });

  it.each([
    ['blocks of code', '```sh\nnpm run check\n```'],
    ['blocks of code within an item', '- \n  ```sh\n  npm run check\n  ```'],
    ['comments', '<!-- not shown -->'],
    ['link definitions', '[here]: https://example.com'],
    ['short headings', '## Deploy'],
    ['images', '![a picture of it](picture.svg)'],
  ])('leaves out %s', (_, page) => {
    expect(readSentences(page)).toEqual([]);
  });
});

describe('longLines', () => {
  const long = 'word '.repeat(21);

  it('names lines of prose over 100 columns', () => {
    expect(longLines(`short\n${long}`)).toEqual([{ line: 2, columns: 105 }]);
  });

  it.each([
    ['tables', `| ${long} |`],
    ['code', `\`\`\`\n${long}\n\`\`\``],
    ['link definitions', `[here]: https://example.com/${'a'.repeat(100)}`],
    ['badges', `[![ci](https://example.com/${'a'.repeat(50)})](https://example.com/${'b'.repeat(50)})`],
  ])('leaves out %s', (_, page) => {
    expect(longLines(page)).toEqual([]);
  });
});
