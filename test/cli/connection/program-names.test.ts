import { namesBeside } from '../../../cli/connection/program-names';

describe('the names of the local programs', () => {
  it.each([undefined, 'npm start --', 'npm run send --'])('are those of npm beside %s', (name) => {
    expect(namesBeside(name)).toMatchObject({ start: 'npm start', send: 'npm run send --' });
  });

  it.each(['inbox start', 'inbox send'])('are those of the package beside %s', (name) => {
    expect(namesBeside(name)).toEqual({
      start: 'npx inbox start',
      demo: 'npx inbox demo',
      send: 'npx inbox send',
      inbox: 'npx inbox',
    });
  });
});
