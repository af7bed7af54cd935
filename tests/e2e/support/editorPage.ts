import type { Browser, Locator, Page } from 'playwright-core';
import type { Login } from '../../../scripts/n8n/EditorApi';
import { FormPage } from './formPage';
import { screenshotFile } from './screenshots';

const PAGE_LIMIT_MS = 60_000;
const HELP_LIMIT_MS = 5_000;

/** n8n's editor as a person sees it. */
export class EditorPage {
  private constructor(private readonly page: Page) {}

  /** Signs in through the form: the session is bound to the browser that made it (reference n8n 6). */
  static async signIn(browser: Browser, url: string, login: Login): Promise<EditorPage> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(PAGE_LIMIT_MS);
    await page.goto(`${url}/signin`);
    await page.locator('input[type="email"]').fill(login.email);
    await page.locator('input[type="password"]').fill(login.password);
    await page.getByTestId('form-submit-button').click();
    await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
    return new EditorPage(page);
  }

  /** Opens a workflow and fits it into the window. */
  async openWorkflow(url: string, workflowId: string): Promise<void> {
    await this.page.goto(`${url}/workflow/${workflowId}`);
    await this.page.getByTestId('canvas-node').first().waitFor();
    await this.page.locator('body').press('1');
  }

  /** The names of the nodes on the canvas. */
  async nodeNames(): Promise<string[]> {
    const names = await this.page
      .getByTestId('canvas-node')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name') ?? ''));
    return names.sort();
  }

  /** How many nodes the editor shows as not installed (a question mark instead of an icon). */
  unknownNodes(): Promise<number> {
    return this.page.getByTestId('node-not-installed').count();
  }

  /** Presses "Execute workflow", the button at the bottom of the canvas. */
  async execute(): Promise<void> {
    await this.executeButton().click();
  }

  /** The button's words: with several triggers it names the one it starts with. */
  async executeLabel(): Promise<string> {
    return (await this.executeButton().innerText()).replace(/\s+/g, ' ').trim();
  }

  /** Presses the same button of a workflow that begins with a form, and allows it to run in our name. */
  async executeForm(): Promise<FormPage> {
    const popup = this.page.waitForEvent('popup');
    await this.execute();
    return FormPage.of(await popup);
  }

  private executeButton(): Locator {
    return this.page.locator('[data-test-id="execute-workflow-button"]');
  }

  /** Opens a node's panel and returns the labels of the parameters it shows. */
  async openPanel(nodeName: string): Promise<string[]> {
    const node = this.page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`);
    await node.dblclick();
    const parameters = this.page.getByTestId('node-parameters').first();
    await parameters.waitFor();
    return (await parameters.innerText()).split('\n').map((line) => line.trim());
  }

  /** Closes the panel of a node. */
  async closePanel(): Promise<void> {
    await this.page.getByTestId('ndv-close-button').click();
    await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
  }

  /**
   * The value of a number in the open panel. Throws when the help behind its label is not `help`:
   * it is only drawn once somebody points at it.
   */
  async numberShown(
    name: string,
    { label, help }: { label: string; help: string },
  ): Promise<string> {
    const shown = this.page.getByTestId('input-label').filter({ hasText: label }).first();
    await shown.scrollIntoViewIfNeeded();
    await shown.hover();
    await shown.locator('svg[data-icon="circle-help"]').hover();
    await this.page.getByText(help).first().waitFor({ timeout: HELP_LIMIT_MS });
    return this.page.locator(`[data-test-id="parameter-input-${name}"] input`).inputValue();
  }

  /** What the open panel says on its right side. */
  async outputText(): Promise<string> {
    return this.page.getByTestId('output-panel').innerText();
  }

  /** The fields that the open panel foretells of the node before, as far as they are drawn. */
  async foretoldInput(): Promise<string[]> {
    await this.page.getByTestId('schema-preview-warning').first().waitFor();
    const input = this.page.getByTestId('ndv-input-panel');
    const names = await input.getByTestId('run-data-schema-item').allInnerTexts();
    return names.map((name) => name.trim());
  }

  /** The names of the nodes that the node panel finds for some words. */
  async nodesFound(words: string): Promise<string[]> {
    const search = this.page.getByTestId('node-creator-search-bar');
    if (!(await search.isVisible())) {
      await this.page.getByTestId('node-creator-plus-button').first().click();
    }
    // So that what is shown next was found for these words.
    await search.fill('qqqqqq');
    await this.page.getByTestId('node-creator-no-results').waitFor();
    await search.fill(words);
    await this.page.getByTestId('node-creator-no-results').waitFor({ state: 'hidden' });
    return this.page.getByTestId('node-creator-item-name').allInnerTexts();
  }

  /** What the node panel says of a node, with its actions, when it is chosen there. */
  async nodeShown(name: string): Promise<string> {
    await this.nodesFound(name);
    const found = this.page.getByTestId('node-creator-item-name').filter({ hasText: name });
    await found.first().click();
    const creator = this.page.getByTestId('node-creator');
    await creator.getByText(/^Actions \(/).waitFor();
    const text = await creator.innerText();
    await this.page.keyboard.press('Escape');
    return text;
  }

  async screenshot(name: string): Promise<string> {
    const path = screenshotFile(name);
    await this.page.screenshot({ path });
    return path;
  }
}
