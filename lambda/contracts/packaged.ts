/** A constant that the build of the npm package sets to true; in a checkout there is none. */
declare const EXTRACTION_INBOX_PACKAGED: boolean;

/** Whether this is the installed package, with everything built in `dist/`, or a checkout of the sources. */
export const PACKAGED: boolean = typeof EXTRACTION_INBOX_PACKAGED === 'boolean' && EXTRACTION_INBOX_PACKAGED;
