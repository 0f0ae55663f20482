import { ProviderError } from '../../domain/provider/error-kinds';

/** The error of an event whose body is gone, and whose record names nothing to ask the provider for. */
export function bodyLost(providerName: string): ProviderError {
  return new ProviderError(
    'body_lost',
    `${providerName} event: its body is gone from S3, and the record does not name the document to ask for. ` +
      'Have the provider send the event again.',
  );
}
