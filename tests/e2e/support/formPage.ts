import type { Page } from 'playwright-core';
import { screenshotFile } from './screenshots';

/** How long the page may wait for the workflow behind it. */
const ENDING_LIMIT_MS = 240_000;

/** A page of n8n's form trigger as a person sees it. */
export class FormPage {
  private constructor(private readonly page: Page) {}

  /** Where n8n asks first whether the form may run in the name of who is signed in, it is allowed. */
  static async of(page: Page): Promise<FormPage> {
    page.setDefaultTimeout(60_000);
    const consent = page.getByTestId('consent-allow-button');
    const submit = page.locator('#submit-btn');
    await consent.or(submit).first().waitFor();
    if (await consent.isVisible()) {
      await consent.click();
      await submit.waitFor();
    }
    return new FormPage(page);
  }

  /** All that is written on it. */
  text(): Promise<string> {
    return this.page.locator('body').innerText();
  }

  /** Writes into the field whose label contains `label`. */
  async fill(label: string, value: string): Promise<void> {
    const field = this.page.locator('.form-group', { hasText: label }).locator('input').first();
    await field.fill(value);
  }

  /** Sends it off and waits for the ending page that contains `words`; answers its text. */
  async submitUntil(words: string): Promise<string> {
    await this.page.locator('#submit-btn').click();
    await this.page.getByText(words).first().waitFor({ timeout: ENDING_LIMIT_MS });
    return this.text();
  }

  async screenshot(name: string): Promise<string> {
    const path = screenshotFile(name);
    await this.page.screenshot({ path });
    return path;
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
