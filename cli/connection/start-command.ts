import { PACKAGED } from '../../lambda/contracts/packaged';

/** How a person starts a local run: here, or in the project that installed the package. */
export const START_COMMAND = PACKAGED ? 'npx extraction-inbox start' : 'npm start';
