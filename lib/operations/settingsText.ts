import { parse } from 'yaml';
import { ConfigurationError } from '../model/errors';

/** What YAML or JSON text says. Throws ConfigurationError with line and reason; `whose` names it. */
export function parseSettingsText(text: string, whose: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      `${whose} cannot be read: ${message}`,
      'Correct the YAML or JSON text; a name may stand there only once.',
    );
  }
}
