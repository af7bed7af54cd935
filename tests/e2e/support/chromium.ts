import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The installed Chromium of Debian (or the one that CHROMIUM names), or undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  return [...(named === undefined ? [] : [named]), ...PROGRAMS].find((file) => existsSync(file));
}

/** Starts it without a window and without any calls home. */
export function launchChromium(program: string): Promise<Browser> {
  // n8n's editor names its parts so.
  selectors.setTestIdAttribute('data-test-id');
  return chromium.launch({
    executablePath: program,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
