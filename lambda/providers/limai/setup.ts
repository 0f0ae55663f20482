import type { SetupInstructions } from '../shared/setup-instructions';

/** Limai's dashboard, as its documentation describes it. Neither the form of a signing key nor that of a token is documented. */
export function limaiSetup(): SetupInstructions {
  return {
    webhook: [
      'Open the deployment, then Events, then Add Webhook.',
      'Enter the URL.',
      'Choose the events `DOCUMENT_EXTRACTED` and `DOCUMENT_REVIEWED`.',
      'Choose Verify URL. It succeeds before and after you store the signing key.',
    ],
    signingKey: "Copy the webhook's secret key. Each webhook has its own.",
    token: 'Open your avatar, then Settings, then Secret Tokens, then Create Token. It is shown once.',
    delivery: 'Upload a document to the deployment and let Limai extract it.',
  };
}
